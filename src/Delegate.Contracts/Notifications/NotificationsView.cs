using System.Text.Json.Serialization;

namespace Delegate.Contracts;

/// <summary>Rules that somebody hands over.</summary>
/// <param name="Text">The file: YAML.</param>
/// <param name="FileName">Its name, for messages.</param>
public sealed record NotificationsRequest(string Text, string FileName);

/// <summary>Who is to be tried.</summary>
/// <param name="Channel">Null = every channel.</param>
public sealed record NotificationTest(string? Channel = null);

/// <summary>Who is told of what.</summary>
/// <param name="File">Where the rules are kept.</param>
/// <param name="Channels">Where it goes to.</param>
/// <param name="Rules">Each rule as a sentence.</param>
/// <param name="Recent">What was delivered or given up lately, the latest first.</param>
/// <param name="Problem">Why the file that is there is not in force; null when it is.</param>
public sealed record NotificationsView(
    string File, IReadOnlyList<NotificationChannelView> Channels, IReadOnlyList<string> Rules, IReadOnlyList<DeliveryView> Recent, DelegateError? Problem = null);

/// <summary>One channel.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>command</c>, <c>webhook</c> or <c>desktop</c>.</param>
/// <param name="Target">What it leads to, without anything secret: a program, or a server's name.</param>
/// <param name="Problem">Why nothing can be delivered there as things are; null when nothing speaks against it.</param>
/// <param name="Retrying">What it is trying again, when it is.</param>
public sealed record NotificationChannelView(string Name, string Kind, string Target, string? Problem = null, RetryingView? Retrying = null);

/// <summary>A delivery that has failed so far.</summary>
/// <param name="Id">The notification.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Next">When it is tried again (UTC).</param>
/// <param name="Detail">What went wrong the last time.</param>
public sealed record RetryingView(string Id, int Attempts, DateTimeOffset Next, string Detail);

/// <summary>What became of a delivery.</summary>
/// <param name="Channel">Where to.</param>
/// <param name="Id">The notification's id.</param>
/// <param name="Result">Delivered, or given up.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="At">When it was delivered or given up (UTC).</param>
/// <param name="Detail">What the other side answered.</param>
public sealed record DeliveryView(string Channel, string Id, DeliveryResult Result, int Attempts, DateTimeOffset At, string Detail);

/// <summary>How a delivery ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryResult>))]
public enum DeliveryResult
{
    /// <summary>The other side has it.</summary>
    [JsonStringEnumMemberName("delivered")] Delivered,

    /// <summary>It is not tried again.</summary>
    [JsonStringEnumMemberName("given-up")] GivenUp,
}
