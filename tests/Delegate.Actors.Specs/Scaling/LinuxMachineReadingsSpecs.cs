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
        var readings = new LinuxMachineReadings(_time, root: _root);
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
        var reading = new LinuxMachineReadings(_time, root: _root).Read();
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
        var reading = new LinuxMachineReadings(_time, root: _root).Read();
        Assert.Equal((12_000, 512_000), (reading.MemoryAvailable, reading.MemoryTotal));
    }

    [Theory]
    [InlineData("0::/outer/inner", "sys/fs/cgroup/outer")]
    [InlineData("0::/seen/from/outside", "sys/fs/cgroup")]
    public void A_limit_further_up_binds_too_and_caches_are_not_counted_as_used(string group, string folder)
    {
        WriteMachine();
        Write("proc/self/cgroup", group);
        Write("sys/fs/cgroup/cgroup.controllers", "memory");
        Write($"{folder}/memory.max", "512000\n");
        Write($"{folder}/memory.current", "500000\n");
        Write($"{folder}/memory.stat", "anon 100000\ninactive_file 300000\n");
        var reading = new LinuxMachineReadings(_time, root: _root).Read();
        Assert.Equal((312_000, 512_000), (reading.MemoryAvailable, reading.MemoryTotal));
    }

    [Fact]
    public void With_a_quota_of_processor_time_only_what_we_use_of_it_counts()
    {
        WriteMachine();
        Write("proc/self/cgroup", "0::/box");
        Write("sys/fs/cgroup/box/cpu.max", "50000 100000\n");
        Write("sys/fs/cgroup/box/cpu.stat", "usage_usec 7000000\n");
        var readings = new LinuxMachineReadings(_time, root: _root);
        readings.Read();
        _time.Advance(TimeSpan.FromSeconds(10));
        Write("sys/fs/cgroup/box/cpu.stat", "usage_usec 9000000\n");
        var reading = readings.Read();
        Assert.Equal((0.5, 0.2), (reading.Cores, Math.Round(reading.BusyCores, 3)));
    }

    [Fact]
    public void A_quota_of_version_1_is_read_too()
    {
        WriteMachine();
        Write("proc/self/cgroup", "3:cpu,cpuacct:/box");
        Write("sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "25000\n");
        Write("sys/fs/cgroup/cpu/box/cpu.cfs_period_us", "100000\n");
        Write("sys/fs/cgroup/cpuacct/box/cpuacct.usage", "1000000000\n");
        Assert.Equal(0.25, new LinuxMachineReadings(_time, root: _root).Read().Cores);
    }

    [Fact]
    public void Load_pressure_and_disk_are_read_where_the_kernel_has_them()
    {
        WriteMachine();
        Assert.Equal((null, null, null, null), Others(new LinuxMachineReadings(_time, root: _root).Read()));
        Write("proc/loadavg", "1.25 0.50 0.10 1/87 20493\n");
        Write("proc/pressure/memory", "some avg10=12.34 avg60=0.04 avg300=4.89 total=1\nfull avg10=5.60 avg60=0.00 avg300=0.00 total=0\n");
        var reading = new LinuxMachineReadings(_time, _root, _root).Read();
        Assert.Equal((1.25, 12.34, 5.6), (reading.Load, reading.MemoryPressure, reading.MemoryStall));
        Assert.InRange(reading.DiskFree!.Value, 1, long.MaxValue);
    }

    [Fact]
    public void The_real_machine_can_be_read()
    {
        var reading = new LinuxMachineReadings(TimeProvider.System).Read();
        Assert.InRange(reading.Cores, 1, 10_000);
        Assert.InRange(reading.MemoryAvailable, 1, reading.MemoryTotal);
    }

    private static (double?, double?, double?, long?) Others(MachineReading reading) => (reading.Load, reading.MemoryPressure, reading.MemoryStall, reading.DiskFree);

    private void WriteMachine()
    {
        Write("proc/stat", "cpu  1 0 1 8 0 0 0 0 0 0\ncpu0 1\n");
        Write("proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 600 kB\n");
    }

    private void Write(string path, string text)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
