using Delegate.FakeAgent;

// A stand-in for `claude`: the same flags, the same stream, and it does what its prompt says. See Script.
if (Flags.Read(args) is not { } flags)
    return 1;
var prompt = await Console.In.ReadToEndAsync();
using var session = Sessions.Open(flags);
if (session is null)
    return 1;
session.Keep(prompt);
return await new Script(flags, session.Prompts, Console.Out).RunAsync(prompt);
