using Blazor.Diagrams.Core;
using Blazor.Diagrams.Core.Geometry;
using Blazor.Diagrams.Core.Models.Base;
using Blazor.Diagrams.Core.PathGenerators;
using SvgPathProperties;

namespace Delegate.Web.Graph;

/// <summary>Leaves a box to the right and comes in from the left.</summary>
public sealed class FlowingLine : PathGenerator
{
    public static FlowingLine Instance { get; } = new();

    public override PathGeneratorResult GetResult(Diagram diagram, BaseLinkModel link, Point[] route, Point source, Point target)
    {
        var bend = Math.Max(24, Math.Abs(target.X - source.X) / 2);
        var path = new SvgPath().AddMoveTo(source.X, source.Y).AddCubicBezierCurve(source.X + bend, source.Y, target.X - bend, target.Y, target.X, target.Y);
        return new(path, []);
    }
}
