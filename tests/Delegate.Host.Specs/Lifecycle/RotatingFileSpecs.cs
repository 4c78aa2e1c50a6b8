using Delegate.Host.Logging;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Lifecycle;

public sealed class RotatingFileSpecs : IDisposable
{
    private readonly SpecFolder _temp = new();

    private string Log => Path.Combine(_temp.Folder, "host.log");

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void It_keeps_the_newest_files_and_drops_the_oldest()
    {
        using (var file = new RotatingFile(Log, limit: 4, kept: 2))
            foreach (var entry in new[] { "one.\n", "two.\n", "three\n", "four\n" })
                file.Append(entry);

        Assert.Equal("four\n", File.ReadAllText(Log));
        Assert.Equal("three\n", File.ReadAllText(Log + ".1"));
        Assert.Equal("two.\n", File.ReadAllText(Log + ".2"));
        Assert.False(File.Exists(Log + ".3"));
    }

    [Fact]
    public void It_goes_on_where_an_earlier_host_stopped()
    {
        using (var first = new RotatingFile(Log))
            first.Append("one\n");
        using (var second = new RotatingFile(Log))
            second.Append("two\n");

        Assert.Equal("one\ntwo\n", File.ReadAllText(Log));
    }

    [Fact]
    public void A_file_that_cannot_be_written_costs_entries_and_nothing_else()
    {
        using var file = new RotatingFile(Path.Combine(_temp.Folder, "missing", "host.log"));

        file.Append("lost\n");
    }
}
