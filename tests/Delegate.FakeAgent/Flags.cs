using System.Text.Json;
using System.Text.Json.Nodes;

namespace Delegate.FakeAgent;

/// <summary>The flags of a headless Claude Code that Delegate uses; any other one is refused, as the real program does.</summary>
internal sealed record Flags(string SessionId, bool IsResumed, string Model, string PermissionMode, bool WantsJson)
{
    private const string DefaultModel = "fake-model-1";

    /// <summary>Null after a complaint on stderr.</summary>
    public static Flags? Read(string[] args)
    {
        if (args is ["--version"])
        {
            Console.WriteLine("0.0.0 (Fake Agent)");
            return null;
        }
        var (flags, isStream, isVerbose) = (new Flags(Guid.NewGuid().ToString(), false, DefaultModel, "default", false), false, false);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "-p" or "--print" or "--strict-mcp-config":
                    break;
                case "--verbose":
                    isVerbose = true;
                    break;
                case "--output-format":
                    isStream = args[++i] == "stream-json";
                    break;
                case "--session-id":
                    flags = flags with { SessionId = args[++i] };
                    break;
                case "--resume":
                    flags = flags with { SessionId = args[++i], IsResumed = true };
                    break;
                case "--model":
                    flags = flags with { Model = args[++i] };
                    break;
                case "--permission-mode":
                    flags = flags with { PermissionMode = args[++i] };
                    break;
                case "--json-schema":
                    if (!IsJson(args[++i]))
                    {
                        Console.Error.WriteLine("Error: --json-schema is not valid JSON");
                        return null;
                    }
                    flags = flags with { WantsJson = true };
                    break;
                case "--allowedTools":
                    i++;
                    break;
                default:
                    Console.Error.WriteLine($"error: unknown option '{args[i]}'");
                    return null;
            }
        }
        if (isStream && isVerbose)
            return flags;
        Console.Error.WriteLine("error: only --output-format stream-json with --verbose is played here");
        return null;
    }

    private static bool IsJson(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
