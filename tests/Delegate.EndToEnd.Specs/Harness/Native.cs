namespace Delegate.EndToEnd.Specs.Harness;

/// <summary>
/// What <c>eng/install.sh</c> installs, made once for all specs that want it: it takes a minute of both processors. Or what
/// it has installed already, where <see cref="Variable"/> names the folder.
/// </summary>
public sealed class Native : IAsyncLifetime
{
    public const string Variable = "DELEGATE_TEST_INSTALLED";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15); // a machine that is busy with much else
    private readonly string _folder = Directory.CreateTempSubdirectory("dln-").FullName;

    /// <summary>The installed client, with its whole path.</summary>
    public string Program { get; private set; } = "";

    /// <summary>What lies in the installed folder.</summary>
    public IReadOnlySet<string> Files => Directory.EnumerateFiles(Path.GetDirectoryName(Program)!).Select(file => Path.GetFileName(file)).ToHashSet();

    /// <summary>What the installer said: errors and warnings, if there were any.</summary>
    public string Words { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } installed)
        {
            Program = Path.Combine(installed, "delegate");
            return;
        }
        var script = Path.Combine(Built.Repository, "eng", "install.sh");
        await using var install = RunningProgram.Start("bash", [script, Path.Combine(_folder, "lib"), Path.Combine(_folder, "bin")], Built.Repository, new Dictionary<string, string?>());
        install.Input.Close();
        var result = await install.EndAsync(Patience);
        Assert.True(result.ExitCode == 0, result.ToString());
        Words = result.Out + result.Err;
        Assert.Equal(Program = Path.Combine(_folder, "lib", "delegate"), File.ResolveLinkTarget(Path.Combine(_folder, "bin", "delegate"), returnFinalTarget: true)?.FullName);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}
