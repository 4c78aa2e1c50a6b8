using System.Text;

namespace Delegate.Bridge.Hosting;

/// <summary>The little of HTTP that asking the host for a session takes. (.NET's client is half the weight of a whole bridge.)</summary>
internal static class HttpHead
{
    private const int Longest = 16 * 1024;

    public static async Task WriteAsync(Stream connection, string head, CancellationToken cancel)
    {
        await connection.WriteAsync(Encoding.ASCII.GetBytes(head), cancel);
        await connection.FlushAsync(cancel);
    }

    /// <summary>Reads a whole head and not a byte more; returns its status code, empty when it has none.</summary>
    public static async Task<string> ReadStatusAsync(Stream connection, CancellationToken cancel)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (head.Length < Longest)
        {
            if (await connection.ReadAsync(one, cancel) == 0)
                throw new IOException("The host closed the connection before it answered.");
            head.Append((char)one[0]);
            if (one[0] == '\n' && head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                return head.ToString().Split(' ', 3) is [_, var code, ..] ? code : "";
        }
        throw new IOException("The host's answer has no end.");
    }
}
