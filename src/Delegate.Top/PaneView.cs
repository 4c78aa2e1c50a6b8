using Delegate.Cli.Terminal;
using Delegate.Cli.Top;
using Terminal.Gui.Drawing;
using Terminal.Gui.ViewBase;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace Delegate.Top;

/// <summary>A part of the window that shows lines.</summary>
/// <param name="lines">What it shows, for its size.</param>
/// <param name="colours">False where none are wanted.</param>
internal sealed class PaneView(Func<int, int, IReadOnlyList<Line>> lines, bool colours) : View
{
    protected override bool OnDrawingContent(DrawContext? context)
    {
        var plain = GetAttributeForRole(VisualRole.Normal);
        var shown = lines(Viewport.Width, Viewport.Height);
        for (var row = 0; row < Math.Min(shown.Count, Viewport.Height); row++)
        {
            Move(0, row);
            var used = 0;
            foreach (var span in shown[row].Spans)
            {
                SetAttribute(Of(span.Tone, shown[row].IsChosen, plain));
                AddStr(span.Text);
                used += TableFit.Cells(span.Text);
            }
            if (shown[row].IsChosen)
                AddStr(new string(' ', Math.Max(0, Viewport.Width - used)));
        }
        SetAttribute(plain);
        return true;
    }

    private Attribute Of(Tone tone, bool isChosen, Attribute plain)
    {
        var style = isChosen ? TextStyle.Reverse : TextStyle.None;
        Color? colour = !colours ? null : tone switch
        {
            Tone.Good => new Color(ColorName16.Green),
            Tone.Bad => new Color(ColorName16.Red),
            Tone.Busy => new Color(ColorName16.Yellow),
            Tone.Quiet => new Color(ColorName16.Gray),
            _ => null,
        };
        return new Attribute(colour ?? plain.Foreground, plain.Background, style);
    }
}
