namespace Delegate.Bench.Peers;

/// <summary>The official C# SDK's least server, as this build made it.</summary>
internal static class SdkServer
{
    public static Command Command(Ground ground) =>
        new(Built.Program("Delegate.Bench.SdkServer", "sdk-server"), [], new Dictionary<string, string?>(), ground.Folder("work"));
}
