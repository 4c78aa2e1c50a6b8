using Delegate.Contracts;
using Delegate.Host.Lifecycle;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Lifecycle;

public sealed class HostLockSpecs : IDisposable
{
    private readonly SpecFolder _temp = new();

    public HostLockSpecs() => DataFolder.Prepare(_temp.Home);

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_second_host_is_refused_and_told_the_pid_of_the_first()
    {
        using var first = HostLock.Take(_temp.Home);
        first.Announce(new(4711, "0.1.0", DateTimeOffset.UnixEpoch));

        var error = Assert.Throws<DelegateException>(() => HostLock.Take(_temp.Home)).Error;

        Assert.Equal(ErrorCodes.HostAlreadyRunning, error.Code);
        Assert.Contains("pid 4711", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public void A_second_host_is_refused_even_before_the_first_has_written_its_pid()
    {
        using var first = HostLock.Take(_temp.Home);

        Assert.Equal(ErrorCodes.HostAlreadyRunning, Assert.Throws<DelegateException>(() => HostLock.Take(_temp.Home)).Error.Code);
    }

    [Fact]
    public void A_lock_that_was_given_back_can_be_taken_and_leaves_no_name_behind()
    {
        using (var first = HostLock.Take(_temp.Home))
        {
            first.Announce(new(4711, "0.1.0", DateTimeOffset.UnixEpoch));
            Assert.True(File.Exists(_temp.Home.HostInfoFile));
        }

        Assert.False(File.Exists(_temp.Home.HostInfoFile));
        HostLock.Take(_temp.Home).Dispose();
    }
}
