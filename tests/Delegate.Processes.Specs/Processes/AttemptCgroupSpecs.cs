using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

/// <summary>Where a machine lets us make control groups, and where not, read from its own tables.</summary>
public sealed class AttemptCgroupSpecs : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("31 23 0:27 / {0} rw,nosuid - cgroup2 cgroup2 rw", "0::/user.slice/app", "user.slice/app")] // version 2 alone
    [InlineData("41 31 0:38 / {0} rw,relatime - cgroup2 cgroup2 rw", "0::/", "")] // beside version 1
    [InlineData("31 23 0:27 /docker/abc {0} rw - cgroup2 cgroup rw", "0::/docker/abc/x", "x")] // a part of it, in a container
    public void It_is_our_own_group_in_the_version_2_hierarchy(string mount, string own, string expected)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_temp.Path, expected)).FullName.TrimEnd('/');
        File.WriteAllText(Path.Combine(folder, "cgroup.procs"), "");

        // A folder that is no hierarchy makes no group by itself: found, tried, and not taken for one.
        Assert.Null(AttemptCgroup.RootIn([string.Format(null, mount, _temp.Path)], ["4:memory:/elsewhere", own]));
        Assert.Empty(Directory.EnumerateDirectories(folder, "delegate-*"));
    }

    [Theory]
    [InlineData("30 23 0:26 / {0} rw - cgroup cgroup rw,freezer", "6:freezer:/")] // version 1 only
    [InlineData("31 23 0:27 /other {0} ro - cgroup2 cgroup2 rw", "0::/docker/abc")] // not to be seen from here
    public void Elsewhere_there_is_none(string mount, string own) => Assert.Null(AttemptCgroup.RootIn([string.Format(null, mount, _temp.Path)], [own]));

    [Fact]
    public void A_group_that_a_folder_claims_but_that_has_another_name_is_never_touched()
    {
        var folder = new AttemptFolder(_temp.Folder("attempt"));
        File.WriteAllText(folder.Cgroup, "/sys/fs/cgroup\n");

        Assert.Null(AttemptCgroup.Find(new(TaskId.New(), 1), folder));
    }
}
