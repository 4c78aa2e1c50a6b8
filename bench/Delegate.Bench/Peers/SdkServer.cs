namespace Delegate.Bench.Peers;

/// <summary>The official C# SDK's least server, as this build made it: beside this program under <c>artifacts/bin</c>.</summary>
internal static class SdkServer
{
    public static Command Command(Ground ground)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(own.Parent!.Parent!.FullName, "Delegate.Bench.SdkServer", own.Name, "sdk-server");
        return File.Exists(program)
            ? new(program, [], new Dictionary<string, string?>(), ground.Folder("work"))
            : throw new BenchException($"{program} is not built.");
    }
}
