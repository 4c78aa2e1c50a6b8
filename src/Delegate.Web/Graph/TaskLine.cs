using Blazor.Diagrams.Core;
using Blazor.Diagrams.Core.Anchors;
using Blazor.Diagrams.Core.Geometry;
using Blazor.Diagrams.Core.Models;
using Blazor.Diagrams.Core.Models.Base;
using Blazor.Diagrams.Core.PathGenerators;
using SvgPathProperties;

namespace Delegate.Web.Graph;

/// <summary>What connects two boxes: it leaves the one to the right, passes between others, and comes in from the left.</summary>
public sealed class TaskLine : LinkModel
{
    public TaskLine(Point source, Point target, IReadOnlyList<Point> via) : base(new PositionAnchor(source), new PositionAnchor(target))
    {
        Via = via;
        (PathGenerator, Locked, TargetMarker) = (FlowingPath.Instance, true, LinkMarker.Arrow);
    }

    public IReadOnlyList<Point> Via { get; }

    private sealed class FlowingPath : PathGenerator
    {
        public static FlowingPath Instance { get; } = new();

        public override PathGeneratorResult GetResult(Diagram diagram, BaseLinkModel link, Point[] route, Point source, Point target)
        {
            var path = new SvgPath().AddMoveTo(source.X, source.Y);
            var from = source;
            foreach (var to in ((TaskLine)link).Via.Append(target))
            {
                var bend = Math.Max(24, (to.X - from.X) / 2);
                path.AddCubicBezierCurve(from.X + bend, from.Y, to.X - bend, to.Y, to.X, to.Y);
                from = to;
            }
            return new(path, []);
        }
    }
}
