using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Delegate.Contracts;
using Delegate.Host.Door;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Door;

/// <summary>Which port it is.</summary>
public sealed class TcpDoorSpecs
{
    [Fact]
    public async Task The_port_is_kept_for_the_next_host_of_the_same_folder()
    {
        await using var host = await RunningHost.StartAsync();
        Assert.Equal(host.Url.Port.ToString(CultureInfo.InvariantCulture), File.ReadAllText(host.Home.PortFile));
    }

    [Fact]
    public void A_port_that_somebody_else_has_meanwhile_is_replaced_by_a_free_one()
    {
        using var other = Taken(out var port);
        using var temp = new SpecFolder();
        using var socket = new TcpDoor(temp.Home, new(), new(TimeProvider.System)).Bind(new IPEndPoint(IPAddress.Loopback, port));
        Assert.NotEqual(port, ((IPEndPoint)socket.LocalEndPoint!).Port);
    }

    [Fact]
    public void A_port_that_was_asked_for_and_is_taken_is_an_error_that_says_so()
    {
        using var other = Taken(out var port);
        using var temp = new SpecFolder();
        var refused = Assert.Throws<DelegateException>(() => new TcpDoor(temp.Home, new() { Port = port }, new(TimeProvider.System)).Bind(new IPEndPoint(IPAddress.Loopback, port)));
        Assert.Equal(ErrorCodes.HostStartFailed, refused.Error.Code);
        Assert.Contains($"{port}", refused.Error.Message, StringComparison.Ordinal);
    }

    private static Socket Taken(out int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        return socket;
    }
}
