using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using Microsoft.Extensions.Logging;

namespace CrmReadinessSync.Worker;

/// <summary>
/// The settings of a running service. Files are looked at again and again; what they say is checked whole and takes effect at the next
/// cycle, or changes nothing: then the last good settings stay in force and the faults are shown until somebody mends them.
/// </summary>
internal sealed partial class LiveSettings : IDisposable
{
    /// <summary>
    /// Content counts when it has stood so long: a file copied in place is empty, then half there, and half a token is a text like any other.
    /// </summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    private readonly WorkerSettings _start;
    private readonly SettingsInput _input;
    private readonly SettingsLoader _loader;
    private readonly TimeProvider _time;
    private readonly ILogger<LiveSettings> _log;
    private readonly SemaphoreSlim _gate = new(1);
    private volatile WorkerSettings _current;
    private volatile RefusedSettings? _refused;
    private string _judged;
    private (string Fingerprint, DateTimeOffset At)? _seen;

    public LiveSettings(WorkerSettings start, SettingsInput input, SettingsLoader loader, TimeProvider time, ILogger<LiveSettings> log)
    {
        _start = _current = start;
        _judged = start.Fingerprint;
        _input = input with { BaseFile = start.BaseFile };
        _loader = loader;
        _time = time;
        Since = time.GetUtcNow();
        _log = log;
    }

    /// <summary>The last good settings. A cycle takes them once, at its start.</summary>
    public WorkerSettings Current => _current;

    /// <summary>What the files say now, when they cannot be used; null when all is well.</summary>
    public RefusedSettings? Refused => _refused;

    /// <summary>Since when the settings in force are.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>Settings whose new value waits for a restart, by path.</summary>
    public ImmutableArray<string> NeedRestart { get; private set; } = [];

    /// <summary>Looks at the files once.</summary>
    /// <returns>What came of it.</returns>
    public async Task<SettingsLook> LookAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var files = SettingsFiles.Read(_input);
            if (files.Fingerprint == _judged)
            {
                _seen = null;
                return SettingsLook.Same;
            }

            var now = _time.GetUtcNow();
            if (_seen is not { } seen || seen.Fingerprint != files.Fingerprint)
            {
                _seen = (files.Fingerprint, now);
                return SettingsLook.Unsettled;
            }

            if (now - seen.At < Settled)
            {
                return SettingsLook.Unsettled;
            }

            (_judged, _seen) = (files.Fingerprint, null);
            return Judge(files, now);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private SettingsLook Judge(SettingsFiles files, DateTimeOffset now)
    {
        var loaded = Read(files);
        if (loaded.Settings is not { } settings)
        {
            _refused = new RefusedSettings(_refused?.Since ?? now, [.. loaded.Faults]);
            foreach (var fault in loaded.Faults)
            {
                Log.Refused(_log, fault.File, fault.Line, fault.Column, fault.Path, fault.Problem, fault.Remedy);
            }

            return SettingsLook.Refused;
        }

        _refused = null;
        Since = now;
        NeedRestart = [.. settings.AtStartOnly.Where(one => _start.AtStartOnly.GetValueOrDefault(one.Key) != one.Value).Select(one => one.Key)];
        if (!NeedRestart.IsEmpty)
        {
            Log.NeedRestart(_log, string.Join(", ", NeedRestart));
        }

        _current = settings with { Journal = settings.Journal with { Place = _start.Journal.Place } };
        Log.Taken(_log, settings.Rules.Fingerprint, string.Join(", ", settings.Enabled.Select(crm => crm.Connection.Name)));
        return SettingsLook.Taken;
    }

    private LoadedSettings Read(SettingsFiles files)
    {
        try
        {
            return _loader.Read(_input, files);
        }
        catch (Exception failed) when (failed is not (OutOfMemoryException or OperationCanceledException))
        {
            // The type alone: the message could quote a secret.
            var fault = new SettingsFault("", $"The settings could not be checked: {failed.GetType().Name}.", "Run settings validate, and report what it says.", File: files.BaseFile);
            return new LoadedSettings(SettingsDocument.FromPairs("", []), [], [fault], null);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4030, LogLevel.Information, "The settings changed and are in force: rules {Rules}; syncing {Crms}")]
        public static partial void Taken(ILogger log, string rules, string crms);

        [LoggerMessage(4031, LogLevel.Error, "The settings changed and are refused; the last good ones stay in force. {File}:{Line}:{Column} {Path}: {Problem} {Remedy}")]
        public static partial void Refused(ILogger log, string? file, int? line, int? column, string path, string problem, string remedy);

        [LoggerMessage(4032, LogLevel.Warning, "Changed, and waiting for a restart of the service: {Paths}")]
        public static partial void NeedRestart(ILogger log, string paths);
    }
}

/// <summary>What a look at the settings files found.</summary>
internal enum SettingsLook
{
    /// <summary>Nothing new.</summary>
    Same,

    /// <summary>Something new that may still be being written.</summary>
    Unsettled,

    /// <summary>New settings, in force now.</summary>
    Taken,

    /// <summary>New settings with faults; nothing changed.</summary>
    Refused,
}

/// <summary>Settings that cannot be used.</summary>
/// <param name="Since">Since when the files hold faults.</param>
/// <param name="Faults">All of them.</param>
internal sealed record RefusedSettings(DateTimeOffset Since, ImmutableArray<SettingsFault> Faults);
