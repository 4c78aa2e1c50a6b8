using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Delegate.Contracts;

namespace Delegate.Cli;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class Verb : Command
{
    public Verb(string name, string about, params string[] examples) : base(name, about) => Examples = examples;

    public IReadOnlyList<string> Examples { get; }
}

/// <summary><c>--json</c>, and what it may print: a promise to scripts, kept in a golden file.</summary>
internal sealed class JsonOption : Option<bool>
{
    public JsonOption(string about, IReadOnlyList<JsonTypeInfo> shapes) : base("--json") => (Description, Shapes) = (about, shapes);

    public IReadOnlyList<JsonTypeInfo> Shapes { get; }
}

/// <summary>Options that several verbs share, so that they are spelled and explained in one way.</summary>
internal static class CommonOptions
{
    public static JsonOption Json(string what, params JsonTypeInfo[] shapes) => new($"Print {what} as JSON on stdout.", shapes);

    public static Argument<string> TaskId() =>
        new("id") { Description = "A task's id, or a beginning of it that fits no other (7k2m for task-7k2m9qx4h0ad)." };

    public static Argument<string[]> TaskIds() => new("id")
    {
        Description = "Ids of tasks, or beginnings of them.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Option<TimeSpan?> Duration(string name, string about) => new(name)
    {
        Description = about,
        HelpName = "time",
        CustomParser = result =>
        {
            if (Parsing.Durations.TryParse(result.Tokens[0].Value, out var duration))
                return duration;
            result.AddError($"{name} cannot be '{result.Tokens[0].Value}': it must be {Parsing.Durations.Accepts}.");
            return null;
        },
    };

    /// <summary>How long ago: longer than anybody would wait.</summary>
    public static Option<TimeSpan?> Age(string name, string about) => new(name)
    {
        Description = about,
        HelpName = "time",
        CustomParser = result =>
        {
            if (Parsing.Durations.TryParseAge(result.Tokens[0].Value, out var age))
                return age;
            result.AddError($"{name} cannot be '{result.Tokens[0].Value}': it must be a length of time such as 90m, 12h or 30d.");
            return null;
        },
    };

    /// <summary>A moment: how long ago, or a date with or without a time.</summary>
    public static Option<string?> Moment(string name, string about)
    {
        var option = new Option<string?>(name) { Description = about, HelpName = "when" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && Parsing.Moments.Parse(text, TimeProvider.System) is null)
                result.AddError($"{name} cannot be '{text}': it must be {Parsing.Moments.Accepts}.");
        });
        return option;
    }

    /// <summary>A value out of the words that the JSON contracts use for it.</summary>
    public static bool TryWord<T>(string text, out T value) where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]);

    /// <summary>Refuses words that are none of the contracts' own.</summary>
    public static T Word<T>(System.CommandLine.Parsing.ArgumentResult result, string option, string accepts) where T : struct, Enum
    {
        var text = result.Tokens[0].Value;
        if (!TryWord<T>(text, out var value))
            result.AddError($"{option} cannot be '{text}': it must be {accepts}.");
        return value;
    }

    public static Option<bool> Follow() => new("--follow", "-f") { Description = "Show its output as it comes; exit with its exit code." };

    public static Option<DependencyPolicy> OnFailure(string of) => new("--on-failure")
    {
        Description = $"If {of} does not succeed: cancel this one (default), run it anyway, or hold it until that one is retried with success.",
        HelpName = "cancel|run|hold",
        CustomParser = result => Word<DependencyPolicy>(result, "--on-failure", "cancel, run or hold"),
    };

    public static DelegateException Usage(string message, string hint) => new(new(ErrorCodes.InvalidInput, message, hint));
}
