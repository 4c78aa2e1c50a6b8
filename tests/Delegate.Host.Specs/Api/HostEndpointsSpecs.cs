using System.Net;
using Delegate.Contracts;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Api;

public sealed class HostEndpointsSpecs : IAsyncLifetime
{
    private RunningHost _host = null!;

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task The_host_says_how_it_stands()
    {
        _host.Fake.OnGetHost = () => Samples.Host;

        Assert.Equivalent(Samples.Host, await _host.Client.GetHostAsync(default), strict: true);
    }

    [Fact]
    public async Task A_wish_to_stop_is_answered_and_then_granted()
    {
        await _host.Client.StopHostAsync(default);

        Assert.True(_host.Stopping.IsCancellationRequested);
    }

    [Fact]
    public async Task Nobody_answers_once_it_has_stopped()
    {
        await _host.StopAsync();

        Assert.Equal(ErrorCodes.HostUnreachable, (await Expect.ErrorAsync(() => _host.Client.GetHostAsync(default))).Code);
    }

    [Fact]
    public async Task The_socket_is_for_its_owner_only()
    {
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_host.Home.SocketFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_host.Home.Path));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_path_that_does_not_exist_is_said_to_be_so()
    {
        using var response = await _host.Http.GetAsync("/v1/nothing");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("/v1/nothing", (await Expect.ErrorAsync(response)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flow_file_arrives_whole()
    {
        FlowRequest? seen = null;
        _host.Fake.OnSubmitFlow = request => { seen = request; return Samples.Accepted; };
        var flow = new FlowRequest("tasks:\n  a: { command: \"true\" }\n", "flow.yaml", "/src");

        await _host.Client.SubmitFlowAsync(flow, default);

        Assert.Equal(flow, seen);
    }
}
