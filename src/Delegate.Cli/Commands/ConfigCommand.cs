using System.CommandLine;
using Delegate.Cli.Json;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate config</c>: the settings; needs no host.</summary>
internal static class ConfigCommand
{
    public static Command Create(CliContext context) => new Verb("config", "The settings: environment over config.json over defaults.",
        "delegate config show",
        "delegate config set maxSlots 4")
    {
        CreateShow(context), CreateSet(context), CreateReset(context), CreatePath(context),
    };

    private static Verb CreateShow(CliContext context)
    {
        var json = CommonOptions.Json("an array of settings", CliJson.Default.IReadOnlyListConfigRow);
        var verb = new Verb("show", "Show every setting, its value, and where that comes from.",
            "delegate config show", "delegate config show --json | jq -r '.[] | \"\\(.key)=\\(.value)\"'") { json };
        verb.SetAction(parsed =>
        {
            var config = ConfigStore.Load(context.Home, context.Environment);
            if (parsed.GetValue(json))
                context.Terminal.OutJson([.. config.Values.Select(RowOf)], CliJson.Default.IReadOnlyListConfigRow);
            else
                context.Terminal.Out(new Table(["SETTING", "VALUE", "FROM", "WHAT IT IS FOR"], [.. config.Values.Select(value => new Cell[]
                {
                    value.Setting.Key, value.Value.Length > 0 ? value.Value : "(empty)",
                    new(value.From, value.From == "default" ? Tone.Quiet : Tone.Busy), value.Setting.About,
                })]));
            foreach (var problem in config.Problems)
                App.Explain(context.Terminal, problem);
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static Verb CreateSet(CliContext context)
    {
        var key = new Argument<string>("setting") { Description = "Its name; delegate config show lists them." };
        var value = new Argument<string>("value") { Description = "Its new value." };
        var verb = new Verb("set", "Store a setting in config.json.", "delegate config set maxSlots 4", "delegate config set claudeModel opus") { key, value };
        verb.SetAction(parsed => Report(context, ConfigStore.Set(context.Home, parsed.GetValue(key)!, parsed.GetValue(value)!), parsed.GetValue(key)!));
        return verb;
    }

    private static Verb CreateReset(CliContext context)
    {
        var key = new Argument<string>("setting") { Description = "Its name." };
        var verb = new Verb("reset", "Take a setting out of config.json: its default holds again.", "delegate config reset maxSlots") { key };
        verb.SetAction(parsed => Report(context, ConfigStore.Reset(context.Home, parsed.GetValue(key)!), parsed.GetValue(key)!));
        return verb;
    }

    private static Verb CreatePath(CliContext context)
    {
        var verb = new Verb("path", "Print the path of config.json.", "$EDITOR \"$(delegate config path)\"");
        verb.SetAction(_ =>
        {
            context.Terminal.Out(context.Home.ConfigFile);
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static int Report(CliContext context, DelegateError? problem, string key)
    {
        if (problem is not null)
            return App.Explain(context.Terminal, problem);
        var now = ConfigStore.Load(context.Home, context.Environment).Values.First(value => value.Setting == Settings.Find(key));
        context.Terminal.Say($"{now.Setting.Key} is {(now.Value.Length > 0 ? now.Value : "(empty)")}, from the {now.From}");
        if (now.From == "environment")
            context.Terminal.Say($"{now.Setting.Variable} is set and goes before the file", new Label("hint:", Tone.Quiet));
        context.Terminal.Say("a running host reads it at its next start: delegate host stop", new Label("hint:", Tone.Quiet));
        return ExitCodes.Ok;
    }

    private static ConfigRow RowOf(EffectiveSetting value) => new(
        value.Setting.Key, value.Value, value.From, value.Setting.Default, value.Setting.Accepts, value.Setting.Variable, value.Setting.About);
}
