namespace Delegate.Mcp;

/// <summary>What the structured part of a tool's reply looks like; several shapes where that depends on the arguments.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AnswersAttribute(params Type[] shapes) : Attribute
{
    public IReadOnlyList<Type> Shapes { get; } = shapes;
}
