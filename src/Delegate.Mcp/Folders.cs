using Delegate.Contracts;

namespace Delegate.Mcp;

/// <summary>Where delegated work happens, when a call says so, says so by half, or does not say.</summary>
internal static class Folders
{
    public static string For(McpCaller caller, string? named) => (named, caller.Project) switch
    {
        (null or "", { } project) => project,
        (null or "", null) => throw NoProject("workingDirectory is needed: this client did not say what its project folder is."),
        ({ } path, _) when Path.IsPathRooted(path) => Path.GetFullPath(path),
        ({ } path, { } project) => Path.GetFullPath(path, project),
        ({ } path, null) => throw NoProject($"workingDirectory is '{path}'; it must be an absolute path: this client did not say what its project folder is."),
    };

    private static DelegateException NoProject(string message) =>
        new(new(ErrorCodes.InvalidFolder, message, "pass an absolute path as workingDirectory", "workingDirectory"));
}
