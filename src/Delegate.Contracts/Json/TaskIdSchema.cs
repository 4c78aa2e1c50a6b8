using System.Text.Json.Nodes;

namespace Delegate.Contracts;

/// <summary>How a <see cref="TaskId"/> looks in a JSON Schema; its converter hides that from generators.</summary>
public static class TaskIdSchema
{
    /// <summary>The form as a regular expression.</summary>
    public const string Pattern = "^task-[0-9a-hjkmnp-tv-z]{12}$";

    /// <summary>A fresh schema node.</summary>
    public static JsonObject Node() => new()
    {
        ["type"] = "string",
        ["pattern"] = Pattern,
        ["examples"] = new JsonArray("task-7k2m9qx4h0ad"),
    };
}
