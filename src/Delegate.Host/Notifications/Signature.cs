using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Delegate.Contracts;

namespace Delegate.Host.Notifications;

/// <summary>Signs as the Standard Webhooks specification has it, so that any library for it verifies our deliveries.</summary>
internal static class Signature
{
    public const string IdHeader = "webhook-id", TimestampHeader = "webhook-timestamp", SignatureHeader = "webhook-signature";

    private const string Prefix = "whsec_";
    private const int Shortest = 16;

    /// <summary>The value of <see cref="SignatureHeader"/>.</summary>
    public static string Of(byte[] key, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{TimestampOf(at)}."));
        hash.AppendData(body);
        return $"v1,{Convert.ToBase64String(hash.GetHashAndReset())}";
    }

    public static string TimestampOf(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>The key that a secret stands for: base64 behind <c>whsec_</c>, else the text itself.</summary>
    /// <returns>Or why there is none.</returns>
    public static (byte[]? Key, string? Problem) KeyOf(WebhookChannel channel, Func<string, string?> environment)
    {
        string? text;
        try
        {
            if (channel.SecretFile is { } file && (File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
                return (null, $"others can read the secret in {file}: chmod 600 {file}");
            text = channel.SecretFile is { } own ? File.ReadAllText(own) : environment(channel.SecretVariable!);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, $"the secret cannot be read: {failure.Message}");
        }
        var where = channel.SecretFile ?? $"the variable {channel.SecretVariable}";
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
            return (null, channel.SecretFile is null ? $"{where} is not set where the host was started" : $"{where} is empty");
        var key = Encoding.UTF8.GetBytes(text);
        if (text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            var decoded = new byte[text.Length];
            if (!Convert.TryFromBase64String(text[Prefix.Length..], decoded, out var length))
                return (null, $"what follows {Prefix} in {where} is not base64");
            key = decoded[..length];
        }
        return key.Length < Shortest ? (null, $"the secret in {where} is shorter than {Shortest} bytes") : (key, null);
    }
}
