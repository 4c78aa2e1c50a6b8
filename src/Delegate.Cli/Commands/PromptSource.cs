using System.Text;
using Delegate.Cli.Parsing;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary>Where a prompt comes from: the command line, a file, or stdin.</summary>
internal static class PromptSource
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static async Task<string> ReadAsync(
        CliContext context, string agent, IReadOnlyList<string> words, string? file, CancellationToken cancel)
    {
        if (file is not null && words.Count > 0)
            throw CommonOptions.Usage("There are two prompts: one on the command line, one from --prompt-file.", "delegate run --help");
        var prompt = (file, words) switch
        {
            ("-", _) or (null, ["-"]) => await ReadTextAsync(context, "-", cancel),
            ({ } path, _) => await ReadTextAsync(context, path, cancel),
            (null, []) => throw CommonOptions.Usage("There is no prompt.",
                agent == AgentNames.Shell ? "delegate run --agent shell -- make test" : "delegate run \"fix the failing test\""),
            _ when agent == AgentNames.Shell => ShellQuoting.CommandLine(words),
            (null, [var only]) => only,
            _ => throw CommonOptions.Usage($"The prompt is {words.Count} words; it must be one argument.",
                $"put it in quotes: delegate run \"{string.Join(' ', words.Take(3))} ...\"; for a command line: delegate run --agent shell -- ..."),
        };
        return string.IsNullOrWhiteSpace(prompt)
            ? throw CommonOptions.Usage("The prompt is empty.", "delegate run --help")
            : prompt;
    }

    /// <summary>A whole text; <c>-</c> is stdin.</summary>
    public static async Task<string> ReadTextAsync(CliContext context, string path, CancellationToken cancel)
    {
        try
        {
            var text = path == "-"
                ? await context.Terminal.Input.ReadToEndAsync(cancel)
                : StrictUtf8.GetString(await File.ReadAllBytesAsync(Path.GetFullPath(path, context.Folder), cancel));
            return text.TrimStart('\uFEFF'); // some editors begin a file with this mark
        }
        catch (DecoderFallbackException)
        {
            throw CommonOptions.Usage($"{Named(path)} is not UTF-8 text.", "convert it, for instance with iconv -t utf-8");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommonOptions.Usage($"{Named(path)} cannot be read: {failure.Message}", "check the path");
        }
    }

    private static string Named(string path) => path == "-" ? "Stdin" : $"'{path}'";
}
