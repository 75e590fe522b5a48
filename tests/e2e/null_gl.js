// WebGL that keeps its objects but draws nothing: what is left is the main thread's own work.
{
  const real = HTMLCanvasElement.prototype.getContext;
  const quiet = {
    drawArrays: () => {},
    drawElements: () => {},
    readPixels: () => {},
    clear: () => {},
    compileShader: () => {},
    linkProgram: () => {},
    shaderSource: () => {},
    attachShader: () => {},
    getShaderParameter: () => true,
    isShader: () => true,
    bufferData: () => {},
    bufferSubData: () => {},
    texImage2D: () => {},
    texSubImage2D: () => {},
    useProgram: () => {},
    getError: () => 0,
    bindAttribLocation: () => {},
    getAttribLocation: () => 0,
    getUniformLocation: () => ({}),
    checkFramebufferStatus: () => 36053,
    isContextLost: () => false,
  };
  for (const name of ["enableVertexAttribArray", "disableVertexAttribArray", "vertexAttribPointer", "vertexAttrib4f"]) {
    quiet[name] = () => {};
  }
  for (const size of [1, 2, 3, 4]) {
    for (const type of ["f", "i", "fv", "iv"]) quiet[`uniform${size}${type}`] = () => {};
    quiet[`uniformMatrix${size}fv`] = () => {};
  }
  HTMLCanvasElement.prototype.getContext = function (kind, options) {
    const context = real.call(this, kind, options);
    if (context && kind.includes("webgl") && !context.basinNull) {
      Object.assign(context, quiet, { basinNull: true });
      // Not asked of the GPU, whose answer would wait for all that it still has to draw: nothing is linked, nothing active.
      context.getProgramParameter = (_, name) => (name === context.LINK_STATUS ? true : 0);
    }
    return context;
  };
}
