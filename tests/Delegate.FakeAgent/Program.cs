using Delegate.FakeAgent;

// A stand-in for `claude`: the same flags, the same stream, and it does what its prompt says. See Script.
return Flags.Read(args) is { } flags ? await new Script(flags, Console.In, Console.Out).RunAsync() : 1;
