using System.CommandLine;
using Delegate.Cli.Parsing;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary>When a failed attempt of a task is followed by another one.</summary>
internal sealed class RetryOptions
{
    private const int MostAttempts = 100;
    private static readonly string Classes = string.Join(", ", Enum.GetValues<FailureClass>().Select(Words.Of));

    private readonly Option<int?> _retries = new("--retries") { Description = "Try again so often after failures that pass by themselves; 0 = never.", HelpName = "n" };

    private readonly Option<int?> _maxAttempts = new("--max-attempts") { Description = "The same, counted with the first attempt.", HelpName = "n" };

    private readonly Option<string[]> _retryOn = new("--retry-on")
    {
        Description = $"Which failures are tried again; may be repeated, or a list with commas, of: {Classes}.",
        HelpName = "class",
    };

    private readonly Option<TimeSpan?> _backoff = CommonOptions.Duration("--backoff", "Wait so long before the second attempt; doubled for each further one.");

    private readonly Option<LostPolicy?> _onLost = new("--on-lost")
    {
        Description = "If its process is gone without a word (a reboot, say): resume its conversation (default), rerun it if there is none, or fail.",
        HelpName = "resume|rerun|fail",
        CustomParser = result => CommonOptions.Word<LostPolicy>(result, "--on-lost", "resume, rerun or fail"),
    };

    public RetryOptions()
    {
        AtLeast(_retries, 0, MostAttempts - 1);
        AtLeast(_maxAttempts, 1, MostAttempts);
    }

    public IEnumerable<Option> All => [_retries, _maxAttempts, _retryOn, _backoff, _onLost];

    /// <summary>Null when nothing was said.</summary>
    public RetryPolicy? Read(ParseResult parsed)
    {
        var (retries, attempts) = (parsed.GetValue(_retries), parsed.GetValue(_maxAttempts));
        if (retries is not null && attempts is not null)
            throw CommonOptions.Usage("--retries and --max-attempts say the same.", "use one of them: --retries 2 is --max-attempts 3");
        var classes = TaskNames.SplitLists(parsed.GetValue(_retryOn) ?? []).Select(ClassOf).Distinct().ToList();
        var policy = new RetryPolicy
        {
            MaxAttempts = attempts ?? retries + 1,
            BackoffMs = (long?)parsed.GetValue(_backoff)?.TotalMilliseconds,
            On = classes.Count > 0 ? classes : null,
            OnLost = parsed.GetValue(_onLost),
        };
        return policy == new RetryPolicy() ? null : policy;
    }

    private static FailureClass ClassOf(string text) =>
        CommonOptions.TryWord<FailureClass>(text.Replace("_", "", StringComparison.Ordinal), out var known) && text.Equals(Words.Of(known), StringComparison.OrdinalIgnoreCase)
            ? known
            : throw CommonOptions.Usage($"'{text}' is not a class of failures.", $"one of {Classes}");

    private static void AtLeast(Option<int?> option, int least, int most) => option.Validators.Add(result =>
    {
        if (!result.Errors.Any() && result.GetValueOrDefault<int?>() is { } number && (number < least || number > most))
            result.AddError($"{option.Name} must be a whole number, {least} to {most}.");
    });
}
