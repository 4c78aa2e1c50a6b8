using Blazor.Diagrams.Core.Geometry;
using Blazor.Diagrams.Core.Models;

namespace Delegate.Web.Graph;

/// <summary>A task's box.</summary>
public sealed class TaskNode : NodeModel
{
    public const int Width = 190;
    public const int Height = 46;

    public TaskNode(GraphItem item, Point position) : base(item.Id.Value, position)
    {
        Item = item;
        (Size, ControlledSize, Locked) = (new(Width, Height), true, true);
    }

    public GraphItem Item { get; private set; }

    public void Show(GraphItem item)
    {
        if (Item == item)
            return;
        Item = item;
        Refresh();
    }
}
