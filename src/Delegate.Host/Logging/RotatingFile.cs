using System.Text;

namespace Delegate.Host.Logging;

/// <summary>
/// A text file that starts afresh when it is full: host.log, then host.log.1 (newest) to host.log.4. Each entry is
/// written before the call returns, so that the last words of a killed host are there. A disk that is full costs log
/// entries, never the work.
/// </summary>
internal sealed class RotatingFile(string path, long limit = 5 * 1024 * 1024, int kept = 4) : IDisposable
{
    private readonly Lock _gate = new();
    private FileStream? _file;

    public void Append(string text)
    {
        lock (_gate)
        {
            try
            {
                if (_file is { } full && full.Length >= limit)
                    Rotate();
                _file ??= new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                _file.Write(Encoding.UTF8.GetBytes(text));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                _file?.Dispose();
                _file = null; // tried anew with the next entry
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private void Rotate()
    {
        _file?.Dispose();
        _file = null;
        for (var number = kept - 1; number >= 1; number--)
            if (File.Exists($"{path}.{number}"))
                File.Move($"{path}.{number}", $"{path}.{number + 1}", overwrite: true);
        File.Move(path, $"{path}.1", overwrite: true);
    }
}
