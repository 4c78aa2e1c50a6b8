using Delegate.Contracts;

namespace Delegate.Actors.Projections;

/// <summary>What a search looks through. Lower case, made here: SQLite knows no case but that of ASCII.</summary>
internal static class TaskWords
{
    public static string Of(TaskView view) => Fold($"{view.Key}\n{view.Summary}\n{view.Outcome?.Message}");

    public static string Fold(string text) => text.ToLowerInvariant();
}

/// <summary>Folders by one name each.</summary>
internal static class FolderName
{
    /// <param name="absolute">An absolute path.</param>
    public static string Of(string absolute) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(absolute));
}
