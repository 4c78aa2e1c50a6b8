using Delegate.Contracts;

namespace Delegate.Cli.Commands;

internal static class Folders
{
    /// <summary>The absolute path of a folder that exists; the current one when none is named.</summary>
    public static string Existing(CliContext context, string? named)
    {
        var path = Path.GetFullPath(named ?? "", context.Folder);
        return Directory.Exists(path)
            ? path
            : throw new DelegateException(new(ErrorCodes.InvalidFolder,
                File.Exists(path) ? $"'{path}' is not a folder." : $"The folder '{path}' does not exist.", $"mkdir -p {Parsing.ShellQuoting.Quote(path)}"));
    }
}
