using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Delegate.Parts;

// Parts by themselves: what costs how much, and how it grows. In this process: the runner's own builds would not find the
// central package versions under the folder of its own making.
var config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "delegate-parts"));
BenchmarkSwitcher.FromTypes([typeof(GraphParts), typeof(SerializerParts)]).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
