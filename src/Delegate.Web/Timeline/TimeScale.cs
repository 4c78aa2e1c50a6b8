using System.Globalization;

namespace Delegate.Web.Timeline;

/// <summary>Where in a lane a moment is drawn.</summary>
public sealed record TimeScale(DateTimeOffset Begin, DateTimeOffset End)
{
    public string Left(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp((time - Begin) / (End - Begin), 0, 1) * 100:0.###}%");

    /// <summary>The style of a bar; a short one is still seen.</summary>
    public string Bar(DateTimeOffset begin, DateTimeOffset end) => $"left:{Left(begin)};width:max(2px, calc({Left(end)} - {Left(begin)}))";

    /// <summary>False for what was over before.</summary>
    public bool Shows(DateTimeOffset end) => end > Begin;
}
