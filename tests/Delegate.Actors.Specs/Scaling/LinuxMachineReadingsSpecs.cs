using Delegate.Actors.Scaling;
using Microsoft.Extensions.Time.Testing;

namespace Delegate.Actors.Specs.Scaling;

/// <summary>Readings from a machine made of files, and from the real one.</summary>
public sealed class LinuxMachineReadingsSpecs : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("dlg-machine-").FullName;
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Use_of_the_processors_is_the_difference_between_two_readings()
    {
        Write("proc/stat", "cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 1\ncpu1 1\n");
        Write("proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 600 kB\n");
        var readings = new LinuxMachineReadings(_time, _root);
        Assert.Equal(0, readings.Read().BusyCores); // one reading alone says nothing

        _time.Advance(TimeSpan.FromSeconds(1));
        Write("proc/stat", "cpu  125 0 125 850 0 0 0 0 0 0\ncpu0 1\ncpu1 1\n");
        Assert.Equal(Math.Min(Environment.ProcessorCount, 1.0), readings.Read().BusyCores);
    }

    [Fact]
    public void Memory_is_what_the_kernel_says_is_available()
    {
        Write("proc/stat", "cpu  1 0 1 8 0 0 0 0 0 0\ncpu0 1\n");
        Write("proc/meminfo", "MemTotal:  1000 kB\nMemFree: 10 kB\nMemAvailable:   600 kB\n");
        var reading = new LinuxMachineReadings(_time, _root).Read();
        Assert.Equal((600 * 1024, 1000 * 1024), (reading.MemoryAvailable, reading.MemoryTotal));
    }

    [Theory]
    [InlineData("0::/box", "sys/fs/cgroup/box/memory.max", "sys/fs/cgroup/box/memory.current")]
    [InlineData("5:cpu,memory:/box", "sys/fs/cgroup/memory/box/memory.limit_in_bytes", "sys/fs/cgroup/memory/box/memory.usage_in_bytes")]
    public void A_container_with_less_memory_than_the_machine_is_believed(string group, string limit, string used)
    {
        Write("proc/stat", "cpu  1 0 1 8 0 0 0 0 0 0\ncpu0 1\n");
        Write("proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 600 kB\n");
        Write("proc/self/cgroup", group);
        Write(limit, "512000\n");
        Write(used, "500000\n");
        var reading = new LinuxMachineReadings(_time, _root).Read();
        Assert.Equal((12_000, 512_000), (reading.MemoryAvailable, reading.MemoryTotal));
    }

    [Fact]
    public void The_real_machine_can_be_read()
    {
        var reading = new LinuxMachineReadings(TimeProvider.System).Read();
        Assert.InRange(reading.Cores, 1, 10_000);
        Assert.InRange(reading.MemoryAvailable, 1, reading.MemoryTotal);
    }

    private void Write(string path, string text)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
