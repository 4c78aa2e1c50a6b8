using Delegate.Actors.Tasks;
using Delegate.Contracts;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Delegate.Host.Flows;

/// <summary>
/// Turns YAML text into <see cref="FlowNode"/>s. Built on the event parser: the library's own document model stops at
/// the first duplicate key and recurses as deep as the text wants it to, which would end the host.
/// </summary>
internal sealed class FlowYaml
{
    private const int DeepestNesting = 64;

    private readonly Parser _parser;
    private readonly string _text;
    private readonly FlowProblems _problems;
    private readonly Dictionary<string, FlowNode> _anchors = [];

    private FlowYaml(string text, FlowProblems problems)
    {
        _parser = new Parser(new StringReader(text));
        _text = text;
        _problems = problems;
    }

    /// <summary>The document's root; null when there is none or the text is not YAML, which is then among the problems.</summary>
    public static FlowNode? Parse(string text, FlowProblems problems)
    {
        try
        {
            return new FlowYaml(text, problems).ReadDocument();
        }
        catch (TooDeepException deep)
        {
            problems.Add(deep.At, $"This is nested more than {DeepestNesting} levels deep.");
        }
        catch (YamlException malformed)
        {
            if (TabIn(text) is { } tab)
                problems.Add(tab, "This line is indented with a tab; YAML allows spaces only.");
            else
                problems.Add(MarkOf(malformed.Start), $"This is not YAML: {malformed.Message.TrimEnd('.')}.");
        }
        return null;
    }

    private FlowNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
            return null;
        var root = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out var second))
            _problems.Add(MarkOf(second.Start), "A second document begins here; the file holds one.");
        return root;
    }

    private FlowNode ReadNode(int depth)
    {
        if (depth > DeepestNesting)
            throw new TooDeepException(MarkOf(_parser.Current!.Start));
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            if (_anchors.TryGetValue(alias.Value.Value, out var meant))
                return meant;
            _problems.Add(MarkOf(alias.Start), $"'*{alias.Value}' refers to nothing before it.");
            return new FlowScalar(null, MarkOf(alias.Start));
        }
        if (_parser.TryConsume<Scalar>(out var scalar))
            return Remember(scalar, new FlowScalar(TextOf(scalar), MarkOf(scalar.Start))
            {
                IsPlain = scalar.Style == ScalarStyle.Plain, Openings = OpeningsIn(scalar),
            });
        if (_parser.TryConsume<SequenceStart>(out var list))
        {
            var items = new List<FlowNode>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
                items.Add(ReadNode(depth + 1));
            return Remember(list, new FlowList(items, MarkOf(list.Start)));
        }
        var map = _parser.Consume<MappingStart>();
        return Remember(map, new FlowMap(ReadEntries(depth), MarkOf(map.Start)));
    }

    private List<FlowEntry> ReadEntries(int depth)
    {
        var (entries, seen) = (new List<FlowEntry>(), new Dictionary<string, Mark>());
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (key is not FlowScalar { Text: { } name })
                _problems.Add(key.At, $"A key must be a word; this one is {key.Kind}.");
            else if (seen.TryGetValue(name, out var first))
                _problems.Add(key.At, $"'{name}' is here twice; the first one is in line {first.Line}.", ErrorCodes.DuplicateKey);
            else
            {
                seen.Add(name, key.At);
                entries.Add(new(name, key.At, value));
            }
        }
        return entries;
    }

    private FlowNode Remember(NodeEvent parsed, FlowNode node)
    {
        if (!parsed.Anchor.IsEmpty)
            _anchors[parsed.Anchor.Value] = node;
        return node;
    }

    private List<Mark> OpeningsIn(Scalar scalar)
    {
        var marks = new List<Mark>();
        if (!scalar.Value.Contains(PromptTemplate.Opening, StringComparison.Ordinal))
            return marks;
        var (line, column, end) = (scalar.Start.Line, scalar.Start.Column, Math.Min((int)scalar.End.Index, _text.Length));
        for (var at = (int)scalar.Start.Index; at < end; at++)
        {
            if (string.CompareOrdinal(_text, at, PromptTemplate.Opening, 0, PromptTemplate.Opening.Length) == 0)
                marks.Add(new(line, column));
            (line, column) = _text[at] == '\n' ? (line + 1, 1) : (line, column + 1);
        }
        return marks;
    }

    private static string? TextOf(Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL" ? null : scalar.Value;

    /// <summary>The commonest cause of text that is not YAML, and one that the parser does not name.</summary>
    private static Mark? TabIn(string text)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var spaces = line.TakeWhile(character => character == ' ').Count();
            if (spaces < line.Length && line[spaces] == '\t')
                return new(number, spaces + 1);
        }
        return null;
    }

    private static Mark MarkOf(YamlDotNet.Core.Mark mark) => new(mark.Line, mark.Column);

    private sealed class TooDeepException(Mark at) : Exception
    {
        public Mark At => at;
    }
}
