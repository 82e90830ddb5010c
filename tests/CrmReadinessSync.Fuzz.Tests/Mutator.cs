using System.Text;

namespace CrmReadinessSync.Fuzz.Tests;

/// <summary>Breaks inputs in the ways that break parsers: bytes, lengths, depths, types, and words that mean something to somebody.</summary>
internal sealed class Mutator(Random random)
{
    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "null", "true", "{}", "[]", "\"\"", "-1", "1e999", "-9223372036854775809", "99999999999999999999999999", "0.0000000000000000000000000000000001",
            "\"\\ud800\"", "\"\\u0000\"", "\"2026-13-45T99:99:99Z\"", "\"9999-12-31T23:59:59.999999999+14:00\"", "\"0001-01-01T00:00:00-14:00\"", "\"253402300800000\"",
            "' OR Id != '", "\\' OR 1=1 --", "Id FROM User", "NULLS LAST LIMIT 1", "\"https://evil.example/x\"", "\"//evil.example/x\"", "\"/\\\\evil.example\"", "\"\\\\\\\\evil\"",
            "<title><title>", "<!DOCTYPE html>", "</script>", "=cmd|' /C calc'!A0", "\r\n", "\"\"\"", ",,,,", "\ufeff", "__proto__", "$id", "$ref", ":", "Crms:hubspot:", "0 0 0 ? * *", "P1D", "24:00:00", "2147483648d",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff, 0xfe], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x00], [0xe2, 0x80, 0xa8],
    ];

    /// <summary>One to four changes.</summary>
    public byte[] Mutate(byte[] input, IReadOnlyList<byte[]> others)
    {
        var bytes = new List<byte>(input);
        for (var changes = 1 + random.Next(4); changes > 0; changes--)
        {
            Change(bytes, others);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes, IReadOnlyList<byte[]> others)
    {
        var at = random.Next(bytes.Count + 1);
        switch (random.Next(11))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes.RemoveRange(at, Math.Min(random.Next(64), bytes.Count - at));
                break;
            case 2:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 3:
                bytes.InsertRange(at, Word());
                break;
            case 4:
                Repeat(bytes, at, random.Next(1, 200));
                break;
            case 5:
                bytes.InsertRange(at, Enumerable.Repeat((byte)"[{\"('<"[random.Next(6)], random.Next(1, 5000)));
                break;
            case 6:
                var other = others[random.Next(others.Count)];
                var from = random.Next(other.Length + 1);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + random.Next(400))]);
                break;
            case 7:
                var noise = new byte[random.Next(1, 40)];
                random.NextBytes(noise);
                bytes.InsertRange(at, noise);
                break;
            default:
                ReplaceValue(bytes, at);
                break;
        }
    }

    /// <summary>A value of JSON, or a cell, becomes another word, of whatever type.</summary>
    private void ReplaceValue(List<byte> bytes, int at)
    {
        var start = bytes.FindIndex(at, b => b is (byte)':' or (byte)',' or (byte)'[' or (byte)'=') + 1;
        if (start == 0)
        {
            return;
        }

        var end = bytes.FindIndex(start, b => b is (byte)',' or (byte)'}' or (byte)']' or (byte)'&');
        bytes.RemoveRange(start, (end < 0 ? bytes.Count : end) - start);
        bytes.InsertRange(start, Word());
    }

    private void Repeat(List<byte> bytes, int at, int times)
    {
        var part = bytes.GetRange(at, Math.Min(random.Next(1, 60), bytes.Count - at));
        for (; times > 0 && bytes.Count < 100_000; times--)
        {
            bytes.InsertRange(at, part);
        }
    }

    private byte[] Word() => random.Next(12) == 0 ? [(byte)'"', .. Enumerable.Repeat((byte)'a', random.Next(20_000)), (byte)'"'] : Words[random.Next(Words.Length)];
}
