using System.Security.Cryptography;
using System.Text;
using Delegate.Contracts;

namespace Delegate.Host.Door;

/// <summary>
/// The secret of a data folder: who can read the owner's files may come in by TCP. Delete the file and restart the host
/// to shut everybody out.
/// </summary>
internal sealed class DoorToken
{
    private const int Bytes = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly byte[] _token;
    private readonly byte[] _cookie;

    public DoorToken(string token)
    {
        _token = Encoding.UTF8.GetBytes(token);
        // Made from the token, so that a browser stays signed in when the host restarts; one name a data folder, as cookies know no ports.
        _cookie = Encoding.UTF8.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(_token, "browser"u8)));
        CookieName = $"delegate-{Convert.ToHexStringLower(SHA256.HashData(_token))[..8]}";
    }

    public string CookieName { get; }

    public string Cookie => Encoding.UTF8.GetString(_cookie);

    /// <summary>Reads the token of the data folder, or makes one.</summary>
    public static DoorToken Of(DelegateHome home)
    {
        if (File.Exists(home.TokenFile) && File.ReadAllText(home.TokenFile).Trim() is { Length: >= Bytes } known)
            return new(known);
        var fresh = Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        File.Delete(home.TokenFile);
        using (var file = new FileStream(home.TokenFile, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            file.Write(Encoding.UTF8.GetBytes(fresh + "\n"));
        return new(fresh);
    }

    public bool IsToken(string? given) => Same(_token, given);

    public bool IsCookie(string? given) => Same(_cookie, given);

    private static bool Same(byte[] expected, string? given) => given is not null && CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(given));
}
