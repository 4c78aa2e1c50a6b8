using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Delegate.Actors.Specs.Scheduling;

/// <summary>
/// A zone of the machine's database, read by a reader of our own (RFC 9636): what the code under test gets from the
/// platform's time zones is checked against something that shares no line with them.
/// </summary>
internal sealed partial class ZoneFile
{
    private const string Folder = "/usr/share/zoneinfo";

    private ZoneFile(string name, List<(long Start, int Offset)> periods) => (Name, Periods) = (name, periods);

    public string Name { get; }

    /// <summary>From which second (Unix time) on which offset holds, in order; neighbours differ.</summary>
    public List<(long Start, int Offset)> Periods { get; }

    /// <summary>Every zone's name with its file's bytes; empty where the machine has no database.</summary>
    public static IReadOnlyList<(string Name, byte[] Content)> All { get; } = Directory.Exists(Folder)
        ? [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file))
            .Where(name => !name.StartsWith("posix/", StringComparison.Ordinal) && !name.StartsWith("right/", StringComparison.Ordinal)
                && name is not ("localtime" or "posixrules" or "Factory"))
            .Order(StringComparer.Ordinal)
            .Select(name => (name, File.ReadAllBytes(Path.Combine(Folder, name))))
            .Where(file => file.Item2.AsSpan().StartsWith("TZif"u8))]
        : [];

    public static ZoneFile Read(string name, byte[] content, int lastYear)
    {
        var first = HeadAt(content, 0);
        var start = 44 + first.Length(timeSize: 4); // the block for old readers
        var header = HeadAt(content, start);
        var at = start + 44;
        var times = new long[header.Times];
        for (var i = 0; i < times.Length; i++, at += 8)
            times[i] = BinaryPrimitives.ReadInt64BigEndian(content.AsSpan(at));
        var kinds = content.AsSpan(at, header.Times).ToArray();
        at += header.Times;
        var offsets = new int[header.Types];
        for (var i = 0; i < offsets.Length; i++, at += 6)
            offsets[i] = BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(at));
        at += header.Characters + (header.Leaps * 12) + header.StandardFlags + header.UtFlags;
        var footer = Encoding.ASCII.GetString(content.AsSpan(at)).Trim('\n');

        var periods = new List<(long, int)> { (long.MinValue, offsets[0]) };
        for (var i = 0; i < times.Length; i++)
            Add(periods, times[i], offsets[kinds[i]]);
        AddRule(periods, footer, times.Length == 0 ? DateTime.UnixEpoch.Year : YearOf(times[^1]), lastYear);
        return new(name, periods);
    }

    /// <summary>The six counts that stand at the head of a block.</summary>
    private static Head HeadAt(byte[] content, int at)
    {
        int Count(int position) => BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(at + 20 + (position * 4)));
        return new(Count(0), Count(1), Count(2), Count(3), Count(4), Count(5));
    }

    private sealed record Head(int UtFlags, int StandardFlags, int Leaps, int Times, int Types, int Characters)
    {
        public int Length(int timeSize) => (Times * (timeSize + 1)) + (Types * 6) + Characters + (Leaps * (timeSize + 4)) + StandardFlags + UtFlags;
    }

    /// <summary>The rule at the end of a file, for the years after its last change.</summary>
    private static void AddRule(List<(long, int)> periods, string rule, int firstYear, int lastYear)
    {
        var match = RuleForm().Match(rule);
        if (!match.Success)
            throw new FormatException($"'{rule}' is no rule.");
        var standard = -Seconds(match.Groups["offset"].Value);
        if (!match.Groups["dst"].Success)
        {
            if (periods.Count == 1)
                Add(periods, long.MinValue, standard);
            return;
        }
        var summer = match.Groups["dstoffset"].Success ? -Seconds(match.Groups["dstoffset"].Value) : standard + 3600;
        for (var year = firstYear; year <= lastYear + 1; year++)
        {
            var (begin, end) = (At(match.Groups["start"].Value, year) - standard, At(match.Groups["end"].Value, year) - summer);
            foreach (var (time, offset) in new[] { (begin, summer), (end, standard) }.OrderBy(change => change.Item1))
                if (time > periods[^1].Item1)
                    Add(periods, time, offset);
        }
    }

    /// <summary><c>M3.5.0/2</c>: seconds since 1970, as clocks show it.</summary>
    private static long At(string text, int year)
    {
        var (day, time) = text.Split('/') is [var d, var t] ? (d, Seconds(t)) : (text, 7200);
        if (day[0] != 'M')
            throw new FormatException($"'{text}' is of a kind that no zone has any more.");
        var numbers = day[1..].Split('.').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        var date = new DateTime(year, numbers[0], 1, 0, 0, 0, DateTimeKind.Utc);
        date = date.AddDays(((numbers[2] - (int)date.DayOfWeek) + 7) % 7).AddDays((numbers[1] - 1) * 7);
        if (date.Month != numbers[0])
            date = date.AddDays(-7); // the fifth is the last
        return (long)(date - DateTime.UnixEpoch).TotalSeconds + time;
    }

    private static int Seconds(string text)
    {
        var sign = text[0] == '-' ? -1 : 1;
        var parts = text.TrimStart('-', '+').Split(':').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return sign * ((parts[0] * 3600) + (parts.ElementAtOrDefault(1) * 60) + parts.ElementAtOrDefault(2));
    }

    private static void Add(List<(long Start, int Offset)> periods, long start, int offset)
    {
        if (periods[^1].Offset != offset)
            periods.Add((start, offset));
    }

    private static int YearOf(long seconds) => DateTime.UnixEpoch.AddSeconds(Math.Max(seconds, -60_000_000_000)).Year;

    [GeneratedRegex(@"^(<[^>]+>|[A-Za-z]+)(?<offset>[-+]?[\d:]+)((?<dst><[^>]+>|[A-Za-z]+)(?<dstoffset>[-+]?[\d:]+)?,(?<start>[^,]+),(?<end>[^,]+))?$")]
    private static partial Regex RuleForm();
}
