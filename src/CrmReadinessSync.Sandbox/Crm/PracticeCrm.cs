using System.Globalization;

namespace CrmReadinessSync.Sandbox;

/// <summary>
/// One practice CRM: a vendor's wire over a store, with faults, a clock that can be moved, admin calls and pages.
/// A synchronous function of request and instant; it takes one request at a time, from any thread.
/// </summary>
public sealed partial class PracticeCrm
{
    private readonly Lock _gate = new();
    private readonly ICrmWire _wire;
    private readonly FaultPlan _faults;
    private readonly RequestLog _log = new();
    private readonly SandboxClock _clock = new();
    private readonly AdminCalls _admin;
    private readonly BoardPages _pages;

    private PracticeCrm? _beside;

    internal PracticeCrm(ICrmWire wire, FaultPlan faults)
    {
        _wire = wire;
        _faults = faults;
        _admin = new AdminCalls(wire, _log, _clock);
        _pages = new BoardPages(wire.View);
    }

    /// <summary><c>HubSpot</c> or <c>Salesforce</c>.</summary>
    public string Vendor => _wire.View.Vendor;

    /// <summary>The account behind the wire.</summary>
    internal IAccountView View => _wire.View;

    /// <summary>Every request so far.</summary>
    internal RequestLog Log => _log;

    /// <summary>Answers one request at one instant; the CRM's own clock may have been moved away from it.</summary>
    public SandboxResponse Handle(SandboxRequest request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_beside is { } other && other._pages.Owns(request))
            return other.Handle(request, now);
        lock (_gate)
        {
            var local = _clock.At(now);
            if (_admin.TryHandle(request, now) is { } admin)
                return admin;
            if (_pages.TryHandle(request, local) is { } page)
                return page;
            return HandleCall(request, local);
        }
    }

    /// <summary>Joins the pages of two CRMs: from either's address a visitor reaches both.</summary>
    internal static void Join(PracticeCrm first, PracticeCrm second)
    {
        first._beside = second;
        second._beside = first;
        first._pages.Switch = second._pages.Switch = [first.Vendor, second.Vendor];
    }

    private SandboxResponse HandleCall(SandboxRequest request, DateTimeOffset now)
    {
        var call = _wire.Classify(request);
        var fault = _faults.Next(call);
        if (fault.Mishap is { } mishap)
            _wire.Suffer(mishap, request, now);
        var response = fault switch
        {
            { Refusal: { } refusal } => _wire.Refuse(refusal, request, now),
            { NotDone: true } => new SandboxResponse(503),
            _ => _wire.Handle(request, now),
        };
        _log.Add(now, call.Kind, request, response.Status, fault.Name);
        // The account's own clock, not the machine's: it may have been moved, and a web server's own header lags by up to a second.
        return response.With("Date", now.ToString("r", CultureInfo.InvariantCulture)) with { Delivery = fault.Delivery };
    }
}
