using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Delegate.Host.Door;

/// <summary>Codes that sign a browser in: each once, and for a few minutes.</summary>
internal sealed class LoginLinks(TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _codes = new(StringComparer.Ordinal);

    public (string Code, DateTimeOffset ExpiresAt) Create()
    {
        foreach (var (code, end) in _codes)
            if (end <= time.GetUtcNow())
                _codes.TryRemove(code, out _);
        var (fresh, expires) = (RandomNumberGenerator.GetHexString(32, lowercase: true), time.GetUtcNow() + Life);
        _codes[fresh] = expires;
        return (fresh, expires);
    }

    /// <returns>True for the first who brings it in time.</returns>
    public bool Redeem(string? code) => code is not null && _codes.TryRemove(code, out var expires) && expires > time.GetUtcNow();
}
