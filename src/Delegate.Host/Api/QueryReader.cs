using System.Globalization;
using Delegate.Contracts;

namespace Delegate.Host.Api;

/// <summary>Reads a query string; a name that is not known is refused: <c>phse=running</c> must not list everything.</summary>
internal readonly struct QueryReader
{
    private readonly IQueryCollection _query;

    public QueryReader(HttpRequest request, params ReadOnlySpan<string> known)
    {
        _query = request.Query;
        var names = known.ToArray();
        foreach (var name in _query.Keys)
            if (!names.Contains(name))
                throw Wrong(name, $"'{name}' is not known here{DidYouMean.Tail(name, names)}");
    }

    public bool Flag(string name) => One(name) switch
    {
        null => false,
        var text when bool.TryParse(text, out var flag) => flag,
        var text => throw Wrong(name, $"{name} is '{text}'; it must be true or false."),
    };

    public long? Whole(string name, long min, long max) => One(name) switch
    {
        null => null,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max => number,
        var text => throw Wrong(name, $"{name} is '{text}'; it must be a whole number from {min} to {max}."),
    };

    public IReadOnlyList<TaskPhase> Phases(string name)
    {
        var known = Enum.GetNames<TaskPhase>();
        return [.. _query[name].Select(text =>
            known.Contains(text, StringComparer.OrdinalIgnoreCase)
                ? Enum.Parse<TaskPhase>(text!, ignoreCase: true)
                : throw Wrong(name, $"'{text}' is not a phase{DidYouMean.Tail(text!, known.Select(word => word.ToLowerInvariant()))}"))];
    }

    /// <summary>One of an enum's words, as JSON has them.</summary>
    public T? Word<T>(string name) where T : struct, Enum
    {
        if (One(name) is not { } text)
            return null;
        var known = Enum.GetNames<T>();
        return known.Contains(text, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<T>(text, ignoreCase: true)
            : throw Wrong(name, $"{name} is '{text}'; it must be {string.Join(", ", known.Select(word => word.ToLowerInvariant()))}{DidYouMean.Tail(text, known.Select(word => word.ToLowerInvariant()))}");
    }

    /// <summary>Not empty: <c>queue=</c> must not list everything.</summary>
    public string? Text(string name) => One(name) is "" ? throw Wrong(name, $"{name} is empty.") : One(name);

    public string? Folder(string name) => One(name) switch
    {
        null => null,
        var text when Path.IsPathFullyQualified(text) => text,
        var text => throw Wrong(name, $"{name} is '{text}'; it must be an absolute path."),
    };

    public TaskId? TaskId(string name) => One(name) switch
    {
        null => null,
        var text when Contracts.TaskId.TryParse(text, out var id) => id,
        var text => throw Wrong(name, $"{name} is '{text}'; that is not a task id."),
    };

    public DateTimeOffset? Time(string name) => One(name) switch
    {
        null => null,
        var text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        var text => throw Wrong(name, $"{name} is '{text}'; it must be a time such as 2026-01-31T12:00:00Z."),
    };

    /// <summary>The id in the path.</summary>
    public static TaskId Id(string text) => Contracts.TaskId.TryParse(text, out var id)
        ? id
        : throw new DelegateException(new(ErrorCodes.InvalidInput,
            $"'{text}' is not a task id: that is 'task-' and 12 characters.", "delegate list", "id"));

    private string? One(string name) => _query[name] switch
    {
        [] => null,
        [var text] => text,
        _ => throw Wrong(name, $"{name} is given twice."),
    };

    private static DelegateException Wrong(string field, string message) => new(new(ErrorCodes.InvalidInput, message, Field: field));
}
