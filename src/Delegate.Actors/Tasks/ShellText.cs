using System.Text;

namespace Delegate.Actors.Tasks;

/// <summary>
/// Gives values to a script as variables that are set in lines before it, in single quotes: whatever a value holds, the
/// shell takes it as text. The variables are not exported, so no child's environment grows by them.
/// </summary>
internal static class ShellText
{
    /// <summary>Within single quotes only a single quote means something. A NUL cannot be in any variable.</summary>
    public static string Quote(string value) => $"'{WithoutNul(value).Replace("'", @"'\''", StringComparison.Ordinal)}'";

    public static string WithValues(IEnumerable<(string Name, string Value)> values, string script)
    {
        var text = new StringBuilder("# Set by Delegate: what earlier tasks gave. Each value is text, whatever it looks like.\n");
        foreach (var (name, value) in values)
            text.Append(name).Append('=').Append(Quote(value)).Append('\n');
        return text.Append(script).ToString();
    }

    public static string WithoutNul(string value) => value.Replace('\0', '\uFFFD');
}
