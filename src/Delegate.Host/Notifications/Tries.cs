using Delegate.Contracts;

namespace Delegate.Host.Notifications;

/// <summary>How one try went.</summary>
internal enum TryOutcome
{
    Delivered,

    /// <summary>Nobody there, too slow, or out of order: it may be well later.</summary>
    Unavailable,

    /// <summary>The other side understood and said no; it hardly says yes to the same.</summary>
    Refused,

    /// <summary>It said for good that it wants no more, or there is nobody who could be asked again.</summary>
    Final,
}

/// <param name="Detail">What the other side answered, in words that may be logged.</param>
/// <param name="RetryAfter">What it asked for.</param>
/// <param name="Said">Its own words: for who tries a channel by hand, and for no log.</param>
internal sealed record TryResult(TryOutcome Outcome, string Detail, TimeSpan? RetryAfter = null, string? Said = null);

/// <summary>When a delivery that failed is tried again. Pure.</summary>
internal static class Tries
{
    private const int MostRefusals = 5;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>How long to wait; null = it is given up.</summary>
    /// <param name="attempts">Tries so far, at least 1.</param>
    /// <param name="age">Since it happened.</param>
    /// <param name="luck">0 to 1: receivers that come back are not met by everybody in the same second.</param>
    public static TimeSpan? Next(ChannelSettings channel, TryResult last, int attempts, TimeSpan age, double luck)
    {
        if (channel is not WebhookChannel webhook || last.Outcome is TryOutcome.Delivered or TryOutcome.Final || (last.Outcome == TryOutcome.Refused && attempts >= MostRefusals))
            return null;
        var usual = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Min(attempts - 1, 30)), Longest.TotalSeconds);
        var wait = TimeSpan.FromSeconds(usual * (0.75 + luck / 2));
        if (last.RetryAfter is { } asked && asked > wait)
            wait = asked < Longest ? asked : Longest;
        return age + wait <= webhook.GiveUpAfter ? wait : null;
    }
}
