using System.Text;
using System.Text.Json;
using Delegate.Contracts;

namespace Delegate.Bridge;

/// <summary>What the bridge needs to know of a message; everything else passes unread.</summary>
/// <param name="Id">The id as it is written (<c>7</c>, <c>"a"</c>), if there is one.</param>
/// <param name="Method">The method, if it is a request or a notification.</param>
internal readonly record struct Envelope(string? Id, string? Method)
{
    public bool IsRequest => Id is not null && Method is not null;

    public bool IsAnswer => Id is not null && Method is null;

    /// <summary>Reads the top level of a message; nothing is known of what is not a JSON object.</summary>
    public static Envelope Of(ReadOnlySpan<byte> message)
    {
        string? id = null, method = null;
        try
        {
            var json = new Utf8JsonReader(message);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return default;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isId = json.ValueTextEquals("id"u8);
                var isMethod = json.ValueTextEquals("method"u8);
                json.Read();
                if (isId && json.TokenType is JsonTokenType.Number or JsonTokenType.String)
                    id = Encoding.UTF8.GetString(message[(int)json.TokenStartIndex..(int)json.BytesConsumed]);
                else if (isMethod && json.TokenType == JsonTokenType.String)
                    method = json.GetString();
                else
                    json.Skip();
            }
        }
        catch (JsonException)
        {
            return default; // the host says what is wrong with it
        }
        return new(id, method);
    }

    /// <summary>Tells the host that the answer to this tool call is in the client's hands.</summary>
    public static byte[] Delivered(string id) =>
        Encoding.UTF8.GetBytes($$$"""{"jsonrpc":"2.0","method":"{{{Routes.McpDelivered}}}","params":{"requestId":{{{id}}}}}""");

    /// <summary>An answer that says why there is none.</summary>
    public static byte[] Failure(string id, string message) =>
        Encoding.UTF8.GetBytes($$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":-32000,"message":"{{{JsonEncodedText.Encode(message)}}}"}}""");
}
