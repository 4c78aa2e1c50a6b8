using Delegate.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace Delegate.Cli.Specs.Harness;

/// <summary>The whole command line over fakes: give it arguments, look at what was printed.</summary>
internal sealed class Cli : IDisposable
{
    private readonly TempFolder _folder = new();

    public Cli(string input = "", FakeHosts? hosts = null, int width = 1000, bool canAsk = false)
    {
        Terminal = new RecordedTerminal { Input = new StringReader(input), Width = width, CanAsk = canAsk };
        Hosts = hosts ?? new FakeHosts(Client);
    }

    public FakeDelegateClient Client { get; } = new();

    public FakeHosts Hosts { get; }

    public RecordedTerminal Terminal { get; }

    public FakeTimeProvider Time { get; } = new(Sample.Now);

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>The folder it is called in.</summary>
    public TempFolder Folder => _folder;

    public DelegateHome Home => new(Path.Combine(_folder.Path, "home"));

    public string Stdout => Terminal.Stdout;

    public string Stderr => Terminal.Stderr;

    public Task<int> RunAsync(params string[] arguments) => RunAsync(CancellationToken.None, arguments);

    public Task<int> RunAsync(CancellationToken cancel, params string[] arguments) => App.RunAsync(arguments, Context, cancel);

    public CliContext Context => new()
    {
        Terminal = Terminal,
        Home = Home,
        Hosts = Hosts,
        Environment = name => Environment.GetValueOrDefault(name),
        Folder = _folder.Path,
        Time = Time,
    };

    public void Dispose() => _folder.Dispose();
}
