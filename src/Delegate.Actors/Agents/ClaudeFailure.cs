using Delegate.Actors.Processes;
using Delegate.Contracts;

namespace Delegate.Actors.Agents;

/// <summary>What kind of failure a <c>result</c> with an error is: from its fields, never from its words.</summary>
internal static class ClaudeFailure
{
    private const int LongestMessage = 500;
    private const string Logs = "delegate logs shows what it wrote";

    /// <param name="said">What the session's own messages called the error (<c>error</c>), if one did.</param>
    /// <param name="isLimited">True when the service said that the account's limit is reached.</param>
    /// <param name="resets">When it resets, if it said so.</param>
    public static OutcomeView Of(AgentExit exit, ClaudeResult result, string? said, bool isLimited, DateTimeOffset? resets)
    {
        var message = result.Text is { Length: > 0 } text ? TextCut.Head(text, LongestMessage, out _) : $"It ended with {result.Reason ?? "an error"}.";
        var (code, hint) = Classify(result, said, isLimited);
        if (code == OutcomeCodes.UsageLimit && resets is { } at)
            message = $"{message} (resets at {at:u})";
        return new(code, message, exit.ExitCode, By: "agent", Hint: hint);
    }

    private static (string Code, string Hint) Classify(ClaudeResult result, string? said, bool isLimited) => result switch
    {
        _ when result.ApiError == "usage_limit_reached" || (isLimited && result.IsOfTheService) => (OutcomeCodes.UsageLimit, "run it again after the reset"),
        { IsOfTheService: false } => (OutcomeCodes.AgentError, Logs),
        // The answer's own doing: it was refused, or never came to an end. The same again gives the same.
        { ApiError: "max_output_tokens" } or { Reason: "refusal" } => (OutcomeCodes.AgentError, Logs),
        { Reason: "prompt_too_long" or "image_error" } => (OutcomeCodes.BadConfiguration, "a shorter prompt, or fewer and smaller files; delegate run … starts a new conversation"),
        _ when said == "billing_error" => (OutcomeCodes.BadConfiguration, "the account needs credit; delegate doctor says which login is used"),
        { ApiStatus: 401 or 403 } => (OutcomeCodes.BadConfiguration, "delegate doctor says which login is used; claude auth login makes a new one"),
        { ApiStatus: 404 } => (OutcomeCodes.BadConfiguration, "delegate run --model … names another model"),
        { ApiStatus: 408 or 409 or 429 } => (OutcomeCodes.ApiError, Logs),
        { ApiStatus: >= 400 and < 500 } => (OutcomeCodes.BadConfiguration, Logs),
        { ApiStatus: 529 } => (OutcomeCodes.Overloaded, "run it again in a few minutes"),
        // 5xx, and everything without a status: no connection, a request that timed out, a stream that broke.
        _ => (OutcomeCodes.ApiError, Logs),
    };
}
