using System.Security.Cryptography;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>Data folders that are taken, unusable, full or damaged: a clear error, and nothing lost.</summary>
public sealed class DataFolderSpecs
{
    [Fact]
    public async Task A_second_host_on_the_same_folder_leaves_and_names_the_first_ones_pid()
    {
        await using var bench = new Bench();
        await bench.Do("host", "start");
        var first = await bench.HostProcess();

        await using var second = bench.StartHostProgram();
        var result = await second.EndAsync();

        Assert.Equal(3, result.ExitCode);
        Assert.Contains($"{first.Pid}", result.Err, StringComparison.Ordinal);
        Assert.Equal(first, await bench.HostProcess());
        await bench.Succeeds(await bench.Shell("echo still served"));
    }

    [Fact]
    public async Task Only_its_owner_can_enter_the_folder_or_use_the_socket()
    {
        await using var bench = new Bench();
        await bench.Succeeds(await bench.Shell("echo hello"));

        const UnixFileMode others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(bench.Home.Path) & others);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(bench.Home.SocketFile) & others);
    }

    [Fact]
    public async Task A_file_in_place_of_the_folder_is_a_clear_error()
    {
        await using var bench = new Bench();
        await File.WriteAllTextAsync(bench.Home.Path, "I was here first");

        var result = await bench.Try("run", "--agent", "shell", "--", "echo never");

        AssertRefused(result, bench.Home.Path);
        Assert.Equal("I was here first", await File.ReadAllTextAsync(bench.Home.Path));
    }

    [SkippableFact]
    public async Task A_read_only_folder_is_a_clear_error_and_what_was_in_it_is_there_when_it_is_writable_again()
    {
        await using var bench = new Bench();
        var id = await bench.Shell("echo kept");
        await bench.Succeeds(id);
        await bench.Do("host", "stop");
        using var disk = SmallDisk.OrSkip(bench, "8m");
        disk.Fill();
        disk.MakeReadOnly();

        var result = await bench.With(DelegateHome.Variable, disk.Home.Path).Try("run", "--agent", "shell", "--", "echo never");

        AssertRefused(result, disk.Home.Path);
        bench.With(DelegateHome.Variable, bench.Home.Path);
        Assert.Equal(["kept"], await bench.Logs(id));
    }

    [SkippableFact]
    public async Task N25_On_a_full_disk_submissions_are_refused_and_with_room_again_nothing_is_lost_and_work_goes_on()
    {
        await using var bench = new Bench();
        using var disk = SmallDisk.OrSkip(bench, "8m");
        bench.With(DelegateHome.Variable, disk.Home.Path);
        var before = await bench.Shell("echo kept");
        await bench.Succeeds(before);

        disk.Fill();
        var refused = await FirstRefusalAsync(bench);
        var known = refused.Accepted;

        Assert.NotEqual(0, refused.Result.ExitCode);
        Assert.Contains("error:", refused.Result.Err, StringComparison.Ordinal);
        disk.MakeRoom();
        await bench.Succeeds(await bench.Shell("echo again"));
        var all = (await bench.List()).Select(task => task.Id).ToList();
        Assert.Contains(before, all);
        Assert.All(known, id => Assert.Contains(id, all));
        Assert.Equal(["kept"], await bench.Logs(before));
        Assert.Equal(known.Count + 2, all.Count); // what was refused is not there
    }

    [Fact]
    public async Task N25_A_damaged_journal_is_a_clear_error_the_file_stays_as_it_is_and_repaired_everything_is_there()
    {
        await using var bench = new Bench();
        var id = await bench.Shell("echo kept");
        await bench.Succeeds(id);
        await bench.Do("host", "stop");
        var journal = bench.Home.JournalFile;
        var good = await File.ReadAllBytesAsync(journal);
        var bad = (byte[])good.Clone();
        "this was a database"u8.CopyTo(bad);
        await File.WriteAllBytesAsync(journal, bad);

        var result = await bench.Try("list");

        AssertRefused(result, Path.GetFileName(journal));
        Assert.Equal(SHA256.HashData(bad), SHA256.HashData(await File.ReadAllBytesAsync(journal)));
        Assert.Empty(Leftovers.Of(bench));

        await File.WriteAllBytesAsync(journal, good);
        Assert.Equal([id], (await bench.List()).Select(task => task.Id));
        Assert.Equal(["kept"], await bench.Logs(id));
    }

    [Fact]
    public async Task A_lost_read_model_is_made_again_from_the_journal()
    {
        await using var bench = new Bench();
        var id = await bench.Shell("echo kept; exit 6");
        var (before, _) = await bench.Wait(id);
        await bench.Do("host", "stop");
        foreach (var file in Directory.EnumerateFiles(bench.Home.Path, Path.GetFileName(bench.Home.ViewsFile) + "*"))
            File.Delete(file);

        var after = await bench.Status(id);

        Assert.Equal(before.Outcome, after.Outcome);
        Assert.Equal((before.Phase, before.EndedAt, before.Summary), (after.Phase, after.EndedAt, after.Summary));
    }

    private static void AssertRefused(ProgramResult result, string names)
    {
        Assert.True(result.ExitCode == 3, result.ToString());
        Assert.Empty(result.Out);
        Assert.Contains("error:", result.Err, StringComparison.Ordinal);
        Assert.Contains(names, result.Err, StringComparison.Ordinal);
        Assert.Contains("hint:", result.Err, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Err, StringComparison.Ordinal); // words, not a stack trace
    }

    /// <summary>The journal may still find room in pages that it has; not for long.</summary>
    private static async Task<(ProgramResult Result, List<TaskId> Accepted)> FirstRefusalAsync(Bench bench)
    {
        await File.WriteAllTextAsync(bench.PathOf("long"), "# " + new string('x', 200_000) + "\ntrue\n");
        var accepted = new List<TaskId>();
        for (var tries = 0; tries < 50; tries++)
        {
            var result = await bench.Try("run", "--agent", "shell", "--prompt-file", "long", "--json");
            if (result.ExitCode != 0)
                return (result, accepted);
            accepted.Add(TaskId.Parse((string)System.Text.Json.Nodes.JsonNode.Parse(result.Out)!["id"]!));
        }
        throw new InvalidOperationException("The disk is full, and still every submission was accepted.");
    }
}
