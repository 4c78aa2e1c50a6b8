using System.Diagnostics;

namespace Delegate.Host.Specs.Support;

/// <summary>The reading end of a named pipe: a program says something by it, and the spec waits for that.</summary>
internal sealed class FifoEnd : IDisposable
{
    private readonly FileStream _stream;
    private readonly StreamReader _reader;

    public FifoEnd(string path)
    {
        using (var make = Process.Start("mkfifo", path))
            make.WaitForExit();
        // For reading and writing: opening it waits for nobody, and a writer that goes away does not end it.
        _stream = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        _reader = new(_stream);
    }

    public Task<string?> LineAsync() => Task.Run(_reader.ReadLine).WaitAsync(Expect.Patience);

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }
}
