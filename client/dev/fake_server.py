"""A small server without MuJoCo: a moving pattern over the WebSocket, to work on the page."""
from __future__ import annotations
import asyncio, json, math, struct, sys, time
from fractions import Fraction
from pathlib import Path
import av, cv2, numpy as np, uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

W, H, FPS = 640, 480, 60
SCENES = [("pendulum","Pendulum","One rod on a hinge, swinging without friction."),("humanoid","Humanoid","A body of 27 joints that falls and lies on the floor."),("arm","Robot arm","An arm with a gripper and three blocks on a table."),("boxes","200 boxes","Two hundred free boxes that fall into a heap."),("cradle","Newton's cradle","Five steel balls hand their momentum on."),("quadruped","Quadruped","A four-legged robot that stands on its feet.")]
now = lambda: time.monotonic()*1000
app = FastAPI()
state = dict(running=True, speed=1.0, sim=0.0, scene=1, yaw=0.0, zoom=1.0, slow=False)

def scene():
    n,t,_ = SCENES[state["scene"]]
    return dict(title=t, source=dict(type="builtin", name=n), generation=1, timestep_sec=.002, bodies=14, joints=20, degrees_of_freedom=27, keyframes=["home","squat"] if n=="humanoid" else [], cameras=[], actuators=[], capabilities=dict(step=True,speed=True,reset=True,control=True))

def picture(t, yaw=0.0, zoom=1.0, hue=0, size=(W,H)):
    w,h=size
    img=np.zeros((h,w,3),np.uint8)
    sky=np.linspace(150,70,h//2)[:,None]
    img[:h//2]=np.stack([sky*0.55+0*sky,sky*0.75,sky*1.1],-1).repeat(w,1) if False else np.broadcast_to(np.stack([sky*0.5,sky*0.7,sky],-1),(h//2,w,3))
    y,x=np.mgrid[h//2:h,0:w]
    d=(h*0.9)/(y-h//2+6)
    u=(x-w/2)/w*d*4+yaw*8; v=d*3
    c=((np.floor(u)+np.floor(v))%2)*30+55
    img[h//2:]=np.stack([c*0.8,c*0.95,c*1.15],-1)
    a=math.sin(t*2)*0.9+yaw
    p=(w//2,int(h*.22)); L=h*.42*zoom
    q=(int(p[0]+L*math.sin(a)),int(p[1]+L*math.cos(a)))
    col=[(240,150,60),(90,200,170),(230,90,90),(160,140,240),(220,200,90),(120,190,240)][hue%6]
    cv2.line(img,p,q,(200,205,215),max(2,int(10*zoom)),cv2.LINE_AA); cv2.circle(img,p,10,(120,130,140),-1,cv2.LINE_AA)
    cv2.circle(img,q,int(34*zoom*h/480),col,-1,cv2.LINE_AA)
    return img

@app.get("/api/scenes")
def scenes():
    return {"scenes":[dict(name=n,title=t,description=d,picture=f"api/scenes/{n}/picture") for n,t,d in SCENES]}
@app.get("/api/scenes/{name}/picture")
def pic(name:str):
    i=[s[0] for s in SCENES].index(name)
    return Response(cv2.imencode(".jpg",cv2.cvtColor(picture(i*.7,hue=i,size=(320,240)),cv2.COLOR_RGB2BGR))[1].tobytes(),media_type="image/jpeg")

class Conn:
    def __init__(s, ws): s.ws=ws; s.video=False; s.key=True; s.acked=0; s.sent=0; s.frame=0; s.stamps=[]; s.inputs=None; s.input_ms=None; s.base=None; s.g=None
    async def send(s, **m): await s.ws.send_text(json.dumps(m))
    async def handle(s, m):
        t=m["type"]
        if t=="ping": await s.send(type="pong",client_ms=m["client_ms"],server_ms=now())
        elif t=="select_video": s.video=m["transport"]=="websocket"; s.key=True; s.acked=s.frame
        elif t=="acknowledge": s.acked=m["frame"]
        elif t=="request_key_frame": s.key=True
        elif t=="input":
            i=m["input"]
            if s.g!=i["gesture"]: s.g=i["gesture"]; s.base=(state["yaw"],state["zoom"])
            if i["action"]=="rotate": state["yaw"]=s.base[0]+i["dx"]
            if i["action"]=="zoom": state["zoom"]=s.base[1]*math.exp(i["dy"])
            s.inputs=i["seq"]; s.input_ms=s.input_ms or now()
        elif t=="command":
            c=m["command"]; p=None
            if c["type"]=="run": state["running"]=True
            elif c["type"]=="pause": state["running"]=False
            elif c["type"]=="step": state["running"]=False; state["sim"]+=.002
            elif c["type"]=="set_speed": state["speed"]=c["factor"]
            elif c["type"]=="reset": state["sim"]=0
            elif c["type"]=="reset_camera": state["yaw"]=0; state["zoom"]=1
            elif c["type"]=="load_scene":
                await s.send(type="notice",code="scene_loading",level="info",text="Loading the scene."); await asyncio.sleep(.5)
                if c["name"]=="cradle": p=dict(title="The scene could not be loaded",detail="XML error: unrecognized element 'joynt'",code="mjcf_error",line=12,column=8)
                else:
                    state["scene"]=[x[0] for x in SCENES].index(c["name"]); await s.send(type="scene",scene=scene()); await s.send(type="notice",code="scene_loaded",level="info",text=f"{scene()['title']} is loaded.")
            await s.send(type="result",id=m["id"],problem=p)
    async def stream(s):
        enc=None; t0=now(); n=0; last=now(); nb=0
        loop=asyncio.get_running_loop()
        while True:
            await asyncio.sleep(max(0,(t0+n*1000/FPS-now())/1000)); n+=1
            if state["running"]: state["sim"]+=state["speed"]/FPS
            if s.video and s.frame-s.acked<4:
                inputs=[[7,s.inputs]] if s.inputs else []; ims=s.input_ms; s.inputs=None; s.input_ms=None
                r0=now(); f=av.VideoFrame.from_ndarray(picture(state["sim"],state["yaw"],state["zoom"],state["scene"]),format="rgb24").reformat(format="yuv420p"); r1=now()
                if enc is None:
                    enc=av.CodecContext.create("libx264","w"); enc.width,enc.height,enc.pix_fmt=W,H,"yuv420p"; enc.time_base=Fraction(1,FPS); enc.bit_rate=2_500_000; enc.options=dict(preset="ultrafast",tune="zerolatency",profile="baseline",forced_idr="1"); enc.framerate=Fraction(FPS)
                s.frame+=1; f.pts=s.frame
                key=s.key; s.key=False
                if key: f.pict_type=av.video.frame.PictureType.I
                data=b"".join(bytes(p) for p in enc.encode(f)); e1=now()
                pts=int(e1*1000)
                await s.ws.send_bytes(struct.pack("!BBHIQ",1,1 if key else 0,0,s.frame,pts)+data); s.sent+=1; nb+=len(data)
                s.stamps.append([s.frame,(pts*90//1000)&0xffffffff,pts,state["sim"],inputs,ims if inputs else None,r0,r1,e1,now(),len(data),key])
            if n%6==0:
                st=dict(running=state["running"],sim_time_sec=state["sim"],speed=state["speed"],real_time_factor=state["speed"]*(.62 if state["slow"] else 1.0),frames_per_sec=FPS,bits_per_sec=2.4e6,render_ms=3.1,encode_ms=1.9,quality="no shadows",quality_index=2,quality_levels=6,encoder="libx264",gl_device="llvmpipe (LLVM 15.0.6, 256 bits)",gl_software=True,contacts=8,steps_too_slow=False)
                await s.send(type="telemetry",server_ms=now(),sent_frames=s.sent,status=st,stamps=s.stamps); s.stamps=[]

@app.websocket("/ws/signaling")
async def sig(ws: WebSocket):
    await ws.accept(); c=Conn(ws)
    hello=json.loads(await ws.receive_text())
    if MODE=="full": await ws.close(4429,"full"); return
    if MODE=="version": await ws.close(4426,"v"); return
    people=[dict(id=7,name=hello["name"],transport="websocket"),dict(id=2,name="Ada",transport="webrtc")]
    await c.send(type="welcome",version=1,server_version="0.1.0",participant=7,session="main",webrtc=MODE=="webrtc",ice_servers=[],video=dict(type="video",codec="avc1.42E01F",width=W,height=H,fps=FPS),scene=None if MODE=="noscene" else scene(),participants=people,speeds=[1/64,1/32,1/16,1/8,1/4,1/2,1,2,4,8])
    if MODE=="restarting": await c.send(type="notice",code="worker_restarting",level="warning",text="The worker ended unexpectedly; the simulation continues from its last good state in a moment.")
    task=asyncio.create_task(c.stream())
    try:
        while True: await c.handle(json.loads(await ws.receive_text()))
    except WebSocketDisconnect: pass
    finally: task.cancel()

MODE=sys.argv[2] if len(sys.argv)>2 else ""
state["slow"]=MODE=="slow"
app.mount("/",StaticFiles(directory=Path(__file__).parent.parent/"dist",html=True))
uvicorn.run(app,host="localhost",port=int(sys.argv[1]),log_level="warning")
