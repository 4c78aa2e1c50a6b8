namespace Delegate.Mcp;

/// <summary>Keeps the last lines that fit a budget of characters: a model's context is dear, and the end says most.</summary>
internal sealed class LogTail(int budget = LogTail.DefaultBudget)
{
    public const int DefaultBudget = 20_000;

    private readonly Queue<string> _lines = new();
    private int _size;

    public bool Cut { get; private set; }

    public int Lines => _lines.Count;

    public string Text => string.Join('\n', _lines);

    public void Add(string line)
    {
        if (line.Length >= budget)
        {
            Cut = true;
            var start = line.Length - budget + 1;
            line = line[(char.IsLowSurrogate(line[start]) ? start + 1 : start)..]; // never half a character
        }
        _lines.Enqueue(line);
        _size += line.Length + 1;
        while (_size > budget)
        {
            Cut = true;
            _size -= _lines.Dequeue().Length + 1;
        }
    }
}
