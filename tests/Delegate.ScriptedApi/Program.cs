using Delegate.ScriptedApi;

// By hand: dotnet run --project tests/Delegate.ScriptedApi, then point ANTHROPIC_BASE_URL at the line it prints.
// It ends when its stdin does.
await using var api = await ScriptedMessagesApi.StartAsync();
await Console.Out.WriteLineAsync(api.Url);
while (await Console.In.ReadLineAsync() is not null)
    api.Release();
return 0;
