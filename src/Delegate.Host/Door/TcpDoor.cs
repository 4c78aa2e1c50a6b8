using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Delegate.Contracts;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Delegate.Host.Door;

/// <summary>
/// The way in for what cannot use a Unix socket: browsers, and MCP clients over HTTP. It listens on the loopback only, and
/// <see cref="DoorGuard"/> stands in it.
/// </summary>
internal sealed class TcpDoor(DelegateHome home, DelegateOptions options, LoginLinks links)
{
    /// <summary>Where it is, ended by a slash; null when there is none.</summary>
    public string? Url { get; private set; }

    public void Listen(KestrelServerOptions kestrel)
    {
        if (options.Port >= 0)
            kestrel.Listen(IPAddress.Loopback, options.Port > 0 ? options.Port : LastPort());
    }

    /// <exception cref="DelegateException">The port that the settings name is taken.</exception>
    public Socket Bind(EndPoint endpoint)
    {
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }
        catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return options.Port == 0
                ? SocketTransportOptions.CreateDefaultBoundListenSocket(new IPEndPoint(IPAddress.Loopback, 0))
                : throw new DelegateException(new(ErrorCodes.HostStartFailed, $"Port {options.Port} of the loopback cannot be had: {taken.Message}.", "delegate config set port 0"));
        }
    }

    /// <summary>Keeps the port for the next life, so that an open page finds its host again.</summary>
    public void Announce(IServer server)
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(address => address.StartsWith("http://127.", StringComparison.Ordinal));
        if (address is null)
            return;
        Url = $"{address}/";
        File.WriteAllText(home.PortFile, new Uri(address).Port.ToString(CultureInfo.InvariantCulture));
    }

    /// <exception cref="DelegateException">There is no door.</exception>
    public LoginLink CreateLink()
    {
        if (Url is null)
            throw new DelegateException(new(ErrorCodes.InvalidConfiguration, "The host listens on no port (port is -1).", "delegate config set port 0, then delegate host stop", "port"));
        var (code, expires) = links.Create();
        return new($"{Url}login?code={code}", expires);
    }

    private int LastPort() =>
        File.Exists(home.PortFile) && int.TryParse(File.ReadAllText(home.PortFile), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort ? port : 0;
}
