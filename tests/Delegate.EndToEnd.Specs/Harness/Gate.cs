namespace Delegate.EndToEnd.Specs.Harness;

/// <summary>
/// A meeting point between a spec and a process: a named pipe. A process that reads from it (<c>read go &lt; gate</c>)
/// stands still until the spec lets it through; the spec knows that it stands there. No sleep on either side.
/// A gate is passed once: one who was let through may hold the pipe open a while longer, and would be taken for the next.
/// </summary>
public sealed class Gate
{
    public Gate(string path)
    {
        Path = path;
        Kernel.MakePipe(path);
    }

    public string Path { get; }

    /// <summary>Ends when a process stands at the gate.</summary>
    public Task<Guest> ArrivalAsync() =>
        // Opening a pipe for writing blocks until somebody has opened it for reading.
        Task.Factory.StartNew(() => new Guest(new FileStream(Path, FileMode.Open, FileAccess.Write)),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(Bench.Patience);

    /// <summary>Waits for a process, and lets it through at once.</summary>
    public async Task LetGoAsync()
    {
        using var guest = await ArrivalAsync();
        guest.LetGo();
    }

    /// <summary>A process that stands at the gate.</summary>
    public sealed class Guest(FileStream pipe) : IDisposable
    {
        /// <summary>Lets it through.</summary>
        public void LetGo()
        {
            pipe.Write("go\n"u8);
            Dispose();
        }

        public void Dispose()
        {
            try
            {
                pipe.Dispose();
            }
            catch (IOException)
            {
                // nobody reads any more: the process was ended
            }
        }
    }
}
