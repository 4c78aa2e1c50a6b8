using System.CommandLine;
using Delegate.Cli.Doctor;
using Delegate.Cli.Json;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate doctor</c>: looks at what Delegate needs from the machine.</summary>
internal static class DoctorCommand
{
    public static Command Create(CliContext context)
    {
        var json = CommonOptions.Json("an array of findings", CliJson.Default.IReadOnlyListDoctorRow);
        var verb = new Verb("doctor", "Check what Delegate needs from this machine; exit code 1 when something is missing.",
            "delegate doctor", "delegate doctor --json | jq '.[] | select(.ok | not)'") { json };
        verb.SetAction(async (parsed, cancel) =>
        {
            var rows = new List<DoctorRow>();
            foreach (var check in Checks.All(context))
            {
                var finding = await check.RunAsync(cancel);
                rows.Add(new(check.Name, finding.Ok, finding.Detail, finding.Hint));
                if (parsed.GetValue(json))
                    continue;
                context.Terminal.Out($"{check.Name}: {finding.Detail}", finding.Ok ? new Label("✓", Tone.Good) : new Label("✗", Tone.Bad));
                if (finding.Hint is { } hint)
                    context.Terminal.Out($"  {hint}", new Label(" ", Tone.Plain));
            }
            if (parsed.GetValue(json))
                context.Terminal.OutJson(rows, CliJson.Default.IReadOnlyListDoctorRow);
            return rows.All(row => row.Ok) ? ExitCodes.Ok : ExitCodes.Failure;
        });
        return verb;
    }
}
