using Delegate.Contracts;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Api;

public sealed class HostLogSpecs
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_prompt_is_never_in_the_log_not_even_at_debug_and_not_when_it_fails(bool fails)
    {
        await using var host = await RunningHost.StartAsync("debug");
        host.Fake.OnSubmit = _ => fails ? throw new InvalidOperationException("broken") : Samples.Accepted;
        var request = new SubmitRequest { Tasks = [new() { Prompt = "my secret plan", Cwd = "/" }] };

        var failure = await Record.ExceptionAsync(() => host.Client.SubmitAsync(request, default));

        Assert.Equal(fails, failure is DelegateException);
        Assert.Equal(fails, host.Log.Contains("broken", StringComparison.Ordinal));
        Assert.DoesNotContain("secret plan", host.Log, StringComparison.Ordinal);
    }
}
